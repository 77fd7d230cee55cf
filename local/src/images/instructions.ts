import { type Dockerfile, DockerfileParser, type Instruction } from 'dockerfile-ast';

/** One instruction, its continued lines joined. */
export interface Line {
  /** From 1, where it begins. */
  readonly line: number;
  /** In capitals. */
  readonly keyword: string;
  /** `--from=build` as `{ name: 'from', value: 'build' }`; a bare `--link` has no value. */
  readonly flags: readonly { readonly name: string; readonly value: string | undefined }[];
  /** What follows keyword and flags. */
  readonly text: string;
  /** Whether its text is a here-document. */
  readonly heredoc: boolean;
}

export interface Instructions {
  /** The character that continues lines and escapes: a backslash unless the first lines say otherwise. */
  readonly escapeCharacter: string;
  readonly lines: readonly Line[];
}

/** Takes a Dockerfile apart. Whatever it holds comes back as lines: what they mean is for the reader to judge. */
export function readInstructions(text: string): Instructions {
  const dockerfile: Dockerfile = DockerfileParser.parse(text);
  const escapeCharacter = dockerfile.getEscapeCharacter();
  return {
    escapeCharacter,
    lines: dockerfile.getInstructions().map((instruction) => lineOf(instruction, escapeCharacter)),
  };
}

function lineOf(instruction: Instruction, escapeCharacter: string): Line {
  const flags = 'getFlags' in instruction ? (instruction as WithFlags).getFlags() : [];
  const raw = instruction.getRawArgumentsContent() ?? '';
  return {
    line: instruction.getRange().start.line + 1,
    keyword: instruction.getKeyword(),
    flags: flags.map((flag) => ({ name: flag.getName(), value: flag.getValue() ?? undefined })),
    text: joinLines(raw, escapeCharacter),
    heredoc: TAKES_HEREDOC.has(instruction.getKeyword()) && /(^|\s)<<-?["']?\w/.test(raw),
  };
}

const TAKES_HEREDOC = new Set(['RUN', 'COPY', 'ADD']);

interface WithFlags {
  getFlags(): readonly { getName(): string; getValue(): string | null }[];
}

/** Joins continued lines; comments and empty lines between them are dropped, as Docker does. */
function joinLines(raw: string, escapeCharacter: string): string {
  const [first = '', ...rest] = raw.split(/\r?\n/);
  const kept = [first, ...rest.filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))];
  return kept.map((line) => (line.trimEnd().endsWith(escapeCharacter) ? line.trimEnd().slice(0, -1) : line)).join('');
}

/** The exec form, a JSON list of texts; `undefined` when a text is not one, and so is in the shell form. */
export function execForm(text: string): readonly string[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
