#pragma once

#include "tree.hpp"

namespace e2ms::tidy {

// floors.cpp

/// Every include points to the own folder or a lower floor, and a third-party header stays in
/// its home.
Violations check_floors(Tree const& tree);
/// The simulator is the daemon's independent peer and shares no code with it.
Violations check_independence(Tree const& tree);

// awaits.cpp

/// A co_await is a statement of its own, in the folders that may wait at all.
Violations check_awaits(Source const& source);

// bans.cpp

/// No floating point near money, no locks outside store and log, no clock and no randomness
/// but through their ports.
Violations check_bans(Source const& source);
/// Nothing unfinished and no unfinished merge.
Violations check_marks(Source const& source);

// sizes.cpp

inline constexpr int kFileLines = 400;
inline constexpr int kFunctionLines = 60;
inline constexpr int kColumns = 100;
Violations check_sizes(Source const& source);

// catalogues.cpp

/// Log events of src and rows of docs/events.md are the same, with the same level.
Violations check_events(Tree const& tree);
/// Configuration keys of the daemon and rows of docs/configuration.md are the same.
Violations check_settings(Tree const& tree);
/// Every statement of src/store/sql is asked for by its name in src.
Violations check_statements(Tree const& tree);
/// A migration named in tests/tidy/migrations.txt still has the content it was released with.
Violations check_migrations(Tree const& tree);

// leftovers.cpp

/// Every source is compiled (`compile_commands` is the build's list), every header included.
Violations check_dead_files(Tree const& tree, std::string const& root,
                            std::string const& compile_commands);
/// Links in documents lead to files of the tree.
Violations check_links(Source const& document,
                       std::function<bool(std::string const&)> const& exists);

}  // namespace e2ms::tidy
