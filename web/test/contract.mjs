// The examples of docs/openapi.yaml as canned answers, so that they stay meaningful: pages are
// looked at with them, and a route without an example can't be looked at.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const contract = parse(
  readFileSync(fileURLToPath(new URL('../../docs/openapi.yaml', import.meta.url)), 'utf8'),
);

function resolve(node) {
  let found = node;
  while (found?.$ref)
    found = found.$ref
      .slice(2)
      .split('/')
      .reduce((at, key) => at[key], contract);
  return found;
}

function example(content, variant) {
  if (!content) return undefined;
  if (content.examples)
    return (content.examples[variant] ?? Object.values(content.examples)[0]).value;
  return content.example;
}

const routes = Object.entries(contract.paths).map(([path, operations]) => ({
  operations,
  pattern: new RegExp(`^${path.replace('{bill}', '[0-9]{4}-[0-9]{2}').replace(/\{[^}]+\}/g, '[0-9]+')}$`),
}));

/** -> { status, type, body } of the first good answer, or undefined when there is no such route. */
export function answerOf(method, path, variant) {
  const operation = routes.find(({ pattern }) => pattern.test(path))?.operations[
    method.toLowerCase()
  ];
  if (!operation) return undefined;
  const status = Object.keys(operation.responses)
    .filter((code) => code < '300' && code !== '202')
    .at(-1);
  const content = resolve(operation.responses[status]).content;
  const [type] = Object.keys(content ?? {});
  return { status: Number(status), type, body: type && example(content[type], variant) };
}

export function problemOf(name) {
  return resolve(contract.components.responses[name]).content['application/problem+json'].example;
}

/** The values of an enumeration: 'Alarm.kind' is the field kind of the schema Alarm. */
export function enumsOf(place) {
  const [name, ...fields] = place.split('.');
  let schema = contract.components.schemas[name];
  for (const field of fields) {
    schema = resolve(resolve(schema).properties[field]);
    if (schema.items) schema = resolve(schema.items);
    if (schema.oneOf) schema = resolve(schema.oneOf.find(({ type }) => type !== 'null'));
  }
  return resolve(schema).enum.filter((value) => value !== null);
}
