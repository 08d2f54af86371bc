# How every target of the project is built: one language level, warnings as errors, one library
# per folder. The floors themselves are checked by tests/tidy, which reads the includes.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

find_program(E2MS_CCACHE ccache)
if(E2MS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Objects are shared between build trees and clones: nothing in them depends on where they lie.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
      "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" "CCACHE_NOHASHDIR=1" "${E2MS_CCACHE}")
endif()

find_program(E2MS_MOLD mold)
if(E2MS_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(e2ms_flags INTERFACE)
target_compile_options(e2ms_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Werror -fno-omit-frame-pointer)
if(E2MS_SANITIZE)
  target_compile_options(e2ms_flags INTERFACE -fsanitize=${E2MS_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(e2ms_flags INTERFACE -fsanitize=${E2MS_SANITIZE})
  # The sanitizers' own instrumentation makes g++ 12 see uninitialised values in Boost's headers,
  # and a mismatched delete in coroutines that take large values.
  target_compile_options(e2ms_flags INTERFACE
    -Wno-maybe-uninitialized -Wno-mismatched-new-delete)
  if(E2MS_SANITIZE STREQUAL "thread")
    # Asio orders its queues with fences, which ThreadSanitizer cannot follow; its mutexes it can.
    target_compile_options(e2ms_flags INTERFACE -Wno-tsan)
  endif()
endif()

if(E2MS_FUZZ)
  # Clang looks at other things than g++, and the warnings are g++'s to give.
  target_compile_options(e2ms_flags INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -w)
  target_link_options(e2ms_flags INTERFACE -fsanitize=address,undefined)
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
find_package(date REQUIRED)

# Asio's implementation is compiled once, in src/port/asio.cpp, instead of in every file.
add_library(e2ms_asio INTERFACE)
target_link_libraries(e2ms_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(e2ms_asio INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_BIND)

# e2ms_add_folders(<parent> <folder>...): adds those folders that exist, in this order.
function(e2ms_add_folders parent)
  foreach(folder IN LISTS ARGN)
    if(EXISTS "${PROJECT_SOURCE_DIR}/${parent}/${folder}/CMakeLists.txt")
      if(parent STREQUAL "")
        add_subdirectory("${PROJECT_SOURCE_DIR}/${folder}" "${PROJECT_BINARY_DIR}/${folder}")
      else()
        add_subdirectory("${PROJECT_SOURCE_DIR}/${parent}/${folder}"
                         "${PROJECT_BINARY_DIR}/${parent}/${folder}")
      endif()
    endif()
  endforeach()
endfunction()

# e2ms_library(<floor> [PUBLIC lib...] [PRIVATE lib...]): the static library of this folder, as
# e2ms_<floor>. PUBLIC libraries show in its headers.
function(e2ms_library name)
  cmake_parse_arguments(ARG "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(e2ms_${name} STATIC ${sources})
  target_include_directories(e2ms_${name}
    PUBLIC "${PROJECT_SOURCE_DIR}/include" PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(e2ms_${name} PUBLIC ${ARG_PUBLIC} PRIVATE e2ms_flags ${ARG_PRIVATE})
  if(E2MS_SANITIZE)
    target_link_libraries(e2ms_${name} PUBLIC e2ms_flags)
  endif()
endfunction()

# e2ms_test(<name> [LIBS lib...] [LABELS label...]): one GoogleTest program of this folder's
# sources; each of its tests is known to ctest.
function(e2ms_test name)
  cmake_parse_arguments(ARG "" "" "LIBS;LABELS" ${ARGN})
  find_package(GTest REQUIRED)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE e2ms_flags ${ARG_LIBS} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${ARG_LABELS}")
endfunction()

# e2ms_beside_soci(<target>): for the sources of this folder that see SOCI's classes. SOCI hides
# their type information, which one check of the undefined-behaviour sanitizer wants to look into.
function(e2ms_beside_soci target)
  if(NOT E2MS_SANITIZE MATCHES "undefined")
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  # On the sources, because there it stands behind the -fsanitize of the linked flags.
  set_property(SOURCE ${sources} APPEND PROPERTY COMPILE_OPTIONS -fno-sanitize=vptr)
endfunction()
