import * as library from '@batchwright/cdk';
import { type Source, sourcesOf, writtenCodeOf } from './sources';

/** A member of an interface, as Biome writes it: two spaces in, its docstring above. */
interface Member {
  readonly at: string;
  readonly optional: boolean;
  readonly docstring: string;
}

/** Members of the exported interfaces of a file that have one of these names. */
function members({ path, text }: Source, names: ReadonlySet<string>): Member[] {
  return [...text.matchAll(/^(?:export )?interface (\w+)[^{]*?\{\n(.*?)^\}/gms)].flatMap(([, name = '', body = '']) =>
    names.has(name) ? membersOf(`${path} ${name}`, body) : [],
  );
}

const membersOf = (at: string, body: string): Member[] =>
  [...body.matchAll(/((?:^ {2}\/\*\*(?:(?!\*\/).)*\*\/\n)?)^ {2}readonly (\w+)(\??):(?! undefined;)/gms)].map(
    ([, docstring = '', member, mark]) => ({ at: `${at}.${member}`, optional: mark === '?', docstring }),
  );

const lib = sourcesOf('lib');
const index = lib.find(({ path }) => path === 'lib/src/index.ts');

/** What the package exports, types too. */
const exported = new Set(index === undefined ? [] : (writtenCodeOf(index).match(/\b[A-Z]\w+\b/g) ?? []));
/** Interfaces that exported ones are made of, exported or not. */
const bases = lib.flatMap(({ text }) =>
  [...text.matchAll(/^(?:export )?interface (\w+)[^{]*?extends ([^{]+)\{/gms)].map(([, name = '', heritage = '']) => ({
    name,
    extended: heritage.match(/\b[A-Z]\w+\b/g) ?? [],
  })),
);
function grown(names: ReadonlySet<string>): ReadonlySet<string> {
  const more = new Set([...names, ...bases.filter(({ name }) => names.has(name)).flatMap(({ extended }) => extended)]);
  return more.size === names.size ? more : grown(more);
}
const published = lib.flatMap((source) => members(source, grown(exported)));

test('the members of the public interfaces are found', () => {
  expect(Object.keys(library).filter((name) => /^[A-Z]/.test(name) && !exported.has(name))).toEqual([]);
  expect(published.length).toBeGreaterThan(200);
});

test('every optional property of the public interfaces says its default', () => {
  const optional = published.filter((member) => member.optional);
  expect(optional.length).toBeGreaterThan(100);
  expect(optional.filter(({ docstring }) => !docstring.includes('@default')).map(({ at }) => at)).toEqual([]);
});

test('every property of the public interfaces has a docstring', () => {
  expect(published.filter(({ docstring }) => docstring === '').map(({ at }) => at)).toEqual([]);
});
