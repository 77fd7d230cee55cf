// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a Dockerfile writes variables
import fc from 'fast-check';
import { expandWord, splitWords, UnsupportedSubstitution } from '../../../local/src/images/words';

const variables = { NAME: 'value', EMPTY: '', A_1: 'x' };

test.each([
  ['plain', 'plain'],
  ['$NAME', 'value'],
  ['${NAME}/x', 'value/x'],
  ['$NAMELESS', ''],
  ['$A_1-$NAME', 'x-value'],
  ['"a $NAME"', 'a value'],
  ["'a $NAME'", 'a $NAME'],
  ['"it\'s"', "it's"],
  ['\\$NAME', '$NAME'],
  ['"\\$NAME"', '$NAME'],
  ['a\\ b', 'a b'],
  ['"a\\nb"', 'a\\nb'],
  ["'a\\'", 'a\\'],
  ['$', '$'],
  ['a$', 'a$'],
  ['${NONE:-other $NAME}', 'other value'],
  ['${EMPTY:-other}', 'other'],
  ['${EMPTY-other}', ''],
  ['${NAME:+set}', 'set'],
  ['${EMPTY:+set}', ''],
  ['${EMPTY+set}', 'set'],
  ['${NONE:-${NAME}}', 'value'],
  ['$constructor', ''],
])('expandWord gives for %s what Docker gives', (word, expected) => {
  expect(expandWord(word, variables, '\\')).toBe(expected);
});

test('expandWord rejects substitutions that it does not evaluate', () => {
  for (const word of ['${NAME#v}', '${NAME/a/b}', '${NAME', '${}']) {
    expect(() => expandWord(word, variables, '\\')).toThrow(UnsupportedSubstitution);
  }
});

test('expandWord takes any text between single quotes, and escaped texts, as they stand', () => {
  const text = fc.string().filter((value) => !value.includes("'"));
  fc.assert(
    fc.property(text, (value) => {
      expect(expandWord(`'${value}'`, variables, '\\')).toBe(value);
      expect(expandWord([...value].map((character) => `\\${character}`).join(''), variables, '\\')).toBe(value);
    }),
  );
});

test('splitWords splits where no quote or escape holds together', () => {
  expect(splitWords(' a  "b c" d\\ e \'f "g\' h"i j"k ', '\\')).toEqual(['a', '"b c"', 'd\\ e', "'f \"g'", 'h"i j"k']);
  expect(splitWords('C:\\a` b', '`')).toEqual(['C:\\a` b']);
  expect(splitWords('  ', '\\')).toEqual([]);
});

test('splitWords gives back the words of a line of quoted words', () => {
  const word = fc.string({ minLength: 1, unit: fc.constantFrom('a', ' ', '$', '"', '\\') });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const line = words.map((one) => `'${one}'`).join('  ');
      expect(splitWords(line, '\\').map((one) => expandWord(one, {}, '\\'))).toEqual(words);
    }),
  );
});
