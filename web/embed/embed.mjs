// node embed.mjs <dist> <out.cpp>: compresses every built file and writes the table of them.
// The bytes come in through .incbin, so the compiler never parses them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [dist, out] = process.argv.slice(2);
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const packed = /\.(gz|br)$/;

function walk(folder, prefix) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) return walk(file, `${prefix}${entry.name}/`);
    return packed.test(entry.name) ? [] : [{ file, path: prefix + entry.name }];
  });
}

/** Writes file.gz or file.br and returns its size; 0, and no file, when it isn't smaller. */
function pack(file, suffix, bytes, original) {
  rmSync(file + suffix, { force: true });
  if (bytes.length >= original.length) return 0;
  writeFileSync(file + suffix, bytes);
  return bytes.length;
}

function embed({ file, path }) {
  const bytes = readFileSync(file);
  const type = types[extname(file)];
  if (!type) throw new Error(`${path}: no content type is known for this kind of file`);
  const brotli = {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  };
  return {
    file,
    path,
    type,
    size: bytes.length,
    gzip: pack(file, '.gz', gzipSync(bytes, { level: 9 }), bytes),
    brotli: pack(file, '.br', brotliCompressSync(bytes, brotli), bytes),
    etag: createHash('sha256').update(bytes).digest('hex').slice(0, 20),
    immutable: /^(\/t)?\/assets\//.test(path),
  };
}

const byPath = (a, b) => (a.path < b.path ? -1 : 1);
const files = [...walk(join(dist, 'admin'), '/'), ...walk(join(dist, 'tenant'), '/t/')]
  .map(embed)
  .sort(byPath);

const quoted = (text) => JSON.stringify(text);
const blobs = [];
function blob(symbol, file, size) {
  if (size === 0) return '{}';
  const lines = [
    '.pushsection .rodata',
    '.balign 16',
    `.global ${symbol}`,
    `${symbol}:`,
    `.incbin ${quoted(file)}`,
    '.popsection',
  ];
  blobs.push(
    `asm(${lines.map((line) => quoted(`${line}\n`)).join('\n    ')});\nextern "C" unsigned char const ${symbol}[];`,
  );
  return `{${symbol}, ${size}}`;
}

const rows = files.map(({ file, path, type, etag, immutable, size, gzip, brotli }, index) => {
  const symbol = `e2ms_web_file_${index}`;
  const identity = size === 0 ? '{}' : blob(symbol, file, size);
  const text = [
    quoted(path),
    quoted(type),
    quoted(`"${etag}"`),
    String(immutable),
    identity,
    blob(`${symbol}_gz`, `${file}.gz`, gzip),
    blob(`${symbol}_br`, `${file}.br`, brotli),
  ];
  return `    {${text.join(',\n     ')}},`;
});

writeFileSync(
  out,
  `// Written by web/embed/embed.mjs from the built pages.
#include "files.hpp"

${blobs.join('\n')}

namespace e2ms::web {
namespace {

constexpr File kFiles[] = {
${rows.join('\n')}
};

}  // namespace

std::span<File const> files() { return kFiles; }

}  // namespace e2ms::web
`,
);
