import { posix } from 'node:path';
import { execForm, type Instructions, type Line } from './instructions';
import { expandWord, splitWords, UnsupportedSubstitution } from './words';

/** One COPY, or an ADD that does the same. */
export interface CopyStep {
  readonly line: number;
  readonly keyword: string;
  /** Relative to the build context, as written. */
  readonly sources: readonly string[];
  /** Absolute path in the image; ends with a slash when it is meant to be a directory. */
  readonly destination: string;
  /** @default - as in the build context */
  readonly mode?: number | undefined;
  /** ADD unpacks archives, which is not done here. */
  readonly unpacks: boolean;
}

/** A directory that WORKDIR makes. */
export interface DirectoryStep {
  readonly directory: string;
}

/** What a Dockerfile without a build comes to. */
export interface ImagePlan {
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly steps: readonly (CopyStep | DirectoryStep)[];
  readonly notes: readonly string[];
}

/** Why a Dockerfile is more than that. */
export interface Refusal {
  readonly line: number;
  readonly keyword: string;
  readonly why: string;
}

export type PlannedImage = ({ readonly ok: true } & ImagePlan) | ({ readonly ok: false } & Refusal);

export interface PlanOptions {
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
  /** Name of the stage to build. @default - the last */
  readonly target?: string | undefined;
}

const DEFAULT_SHELL = ['/bin/sh', '-c'];
/** Say nothing about what a process on this machine does, or only what others may do with the image. */
const IGNORED = new Set(['LABEL', 'EXPOSE', 'HEALTHCHECK', 'STOPSIGNAL', 'MAINTAINER', 'ONBUILD', 'VOLUME']);
/** Arguments that the builder sets by the platform it builds for. */
const PLATFORM_ARGUMENT = /^(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)$/;
/** Flags of COPY and ADD that change nothing here: files belong to whoever runs the job, and there are no layers. */
const HARMLESS_FLAGS = new Set(['chown', 'link']);

class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.why);
  }
}

/**
 * Reads what a Dockerfile says about an image, as far as it only sets values and copies files. A Dockerfile that runs
 * something, has several stages, or fetches or unpacks anything needs a builder and is refused with the first such line.
 */
export function planImage({ lines, escapeCharacter }: Instructions, options: PlanOptions = {}): PlannedImage {
  const reader = new Reader(escapeCharacter, options);
  try {
    for (const line of lines) reader.read(line);
    return { ok: true, ...reader.finish() };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, ...error.refusal };
    throw error;
  }
}

class Reader {
  readonly #escapeCharacter: string;
  readonly #options: PlanOptions;
  readonly #steps: (CopyStep | DirectoryStep)[] = [];
  readonly #notes: string[] = [];
  readonly #globalArgs: Record<string, string> = {};
  #args: Record<string, string> = {};
  #env: Record<string, string> = {};
  #staged = false;
  #workdir = '/';
  #shell: readonly string[] = DEFAULT_SHELL;
  #entrypoint: readonly string[] = [];
  #cmd: readonly string[] = [];

  constructor(escapeCharacter: string, options: PlanOptions) {
    this.#escapeCharacter = escapeCharacter;
    this.#options = options;
  }

  finish(): ImagePlan {
    if (!this.#staged)
      throw new Refused({ line: 1, keyword: 'FROM', why: 'expected a FROM instruction; there is none' });
    return {
      workdir: this.#workdir,
      env: this.#env,
      entrypoint: this.#entrypoint,
      cmd: this.#cmd,
      steps: this.#steps,
      notes: this.#notes,
    };
  }

  read(line: Line): void {
    if (line.heredoc) refuse(line, 'here-documents need a builder');
    if (!this.#staged && line.keyword !== 'FROM' && line.keyword !== 'ARG') refuse(line, 'expected FROM or ARG first');
    const read = Object.hasOwn(this.#readers, line.keyword) ? this.#readers[line.keyword] : undefined;
    if (read !== undefined) read(line);
    else if (!IGNORED.has(line.keyword)) refuse(line, 'this instruction is not known here');
  }

  readonly #readers: Readonly<Record<string, (line: Line) => void>> = {
    FROM: (line) => this.#from(line),
    ARG: (line) => this.#arg(line),
    ENV: (line) => this.#setEnv(line),
    WORKDIR: (line) => {
      this.#workdir = posix.resolve(this.#workdir, this.#expand(line, line.text.trim()));
      this.#steps.push({ directory: this.#workdir });
    },
    SHELL: (line) => {
      this.#shell = execForm(line.text) ?? refuse(line, 'expected a JSON list');
    },
    ENTRYPOINT: (line) => {
      this.#entrypoint = this.#command(line);
    },
    CMD: (line) => {
      this.#cmd = this.#command(line);
    },
    COPY: (line) => this.#steps.push(this.#copy(line)),
    ADD: (line) => this.#steps.push(this.#copy(line)),
    USER: ({ line }) =>
      this.#notes.push(`line ${line}: USER is ignored; jobs run as the user that started the local service`),
    RUN: (line) => refuse(line, 'it runs a command in the image'),
  };

  #from(line: Line): void {
    if (this.#staged) refuse(line, 'a second stage needs a builder');
    this.#staged = true;
    const [, as = '', name = ''] = splitWords(line.text, this.#escapeCharacter);
    const { target } = this.#options;
    if (target !== undefined && (as.toUpperCase() !== 'AS' || name.toLowerCase() !== target.toLowerCase())) {
      refuse(line, `the stage to build is ${target}, and this is another`);
    }
  }

  /** Before FROM an argument is for FROM alone; a stage that wants its value declares it again. */
  #arg(line: Line): void {
    const { buildArgs = {} } = this.#options;
    for (const word of splitWords(line.text, this.#escapeCharacter)) {
      const [name, value] = splitAssignment(word);
      const given = Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;
      const own = value === undefined ? undefined : this.#expand(line, value);
      const global = Object.hasOwn(this.#globalArgs, name) ? this.#globalArgs[name] : undefined;
      const result = given ?? own ?? global;
      if (result === undefined && PLATFORM_ARGUMENT.test(name)) refuse(line, `the builder gives ${name} its value`);
      if (result === undefined) continue;
      if (this.#staged) this.#args = { ...this.#args, [name]: result };
      else this.#globalArgs[name] = result;
    }
  }

  /** All values of one instruction see the variables as they were before it. */
  #setEnv(line: Line): void {
    const words = splitWords(line.text, this.#escapeCharacter);
    const [first = ''] = words;
    if (splitAssignment(first)[1] === undefined) {
      const value = line.text.trim().slice(first.length).trim();
      this.#env = { ...this.#env, [first]: this.#expand(line, value) };
      return;
    }
    const set = words.map((word) => {
      const [name, value = refuse(line, `expected NAME=value; got ${word}`)] = splitAssignment(word);
      return [this.#expand(line, name), this.#expand(line, value)] as const;
    });
    this.#env = { ...this.#env, ...Object.fromEntries(set) };
  }

  #command(line: Line): readonly string[] {
    const text = line.text.trim();
    return execForm(text) ?? (text === '' ? [] : [...this.#shell, text]);
  }

  #copy(line: Line): CopyStep {
    let mode: number | undefined;
    for (const { name, value } of line.flags) {
      if (name === 'chmod' && /^[0-7]{3,4}$/.test(value ?? '')) mode = Number.parseInt(value ?? '', 8);
      else if (!HARMLESS_FLAGS.has(name))
        refuse(line, `--${name}${value === undefined ? '' : `=${value}`} needs a builder`);
    }
    const written = execForm(line.text) ?? splitWords(line.text, this.#escapeCharacter);
    const paths = written.map((word) => this.#expand(line, word));
    const destination = paths.at(-1);
    const sources = paths.slice(0, -1);
    if (destination === undefined || sources.length === 0) refuse(line, 'expected a source and a destination');
    const unpacks = line.keyword === 'ADD';
    const remote = sources.find((source) => unpacks && /^([a-z][a-z+]*:\/\/|git@)/i.test(source));
    if (remote !== undefined) refuse(line, `it fetches ${remote}`);
    const absolute = posix.resolve(this.#workdir, destination);
    const isDirectory = /(^|\/)\.{0,2}$/.test(destination);
    if (sources.length > 1 && !isDirectory) {
      refuse(line, 'with more than one source the destination must end with a slash');
    }
    return {
      line: line.line,
      keyword: line.keyword,
      sources,
      destination: isDirectory && absolute !== '/' ? `${absolute}/` : absolute,
      mode,
      unpacks,
    };
  }

  #expand(line: Line, word: string): string {
    const variables = this.#staged ? { ...this.#args, ...this.#env } : this.#globalArgs;
    try {
      return expandWord(word, variables, this.#escapeCharacter);
    } catch (error) {
      if (error instanceof UnsupportedSubstitution)
        refuse(line, `the substitution ${error.message} is not evaluated here`);
      throw error;
    }
  }
}

function refuse({ line, keyword }: Line, why: string): never {
  throw new Refused({ line, keyword, why });
}

function splitAssignment(word: string): readonly [name: string, value: string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
