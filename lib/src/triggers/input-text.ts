import { ENV, encodeJson } from '@batchwright/model/contract';
import { LIMITS } from '@batchwright/model/service';
import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Problem } from '../checks';
import { longest, unknownKeyword } from './scheduled';

/** Characters of a submission's overrides that are ours, as for submissions by the runtime. */
const MOST_BYTES = LIMITS.overrideCharacters - LIMITS.overrideReserve;

/** What is wrong with an input that is sent with every start of a schedule: it has no place but the environment. */
export function inputProblem(input: unknown): Problem | undefined {
  const problem = jsonProblem(input);
  if (problem !== undefined) return problem;
  const keyword = unknownKeyword(jsonOf(input));
  if (keyword !== undefined) {
    return {
      code: 'INVALID_INPUT',
      message: `input has ${keyword}, which EventBridge Scheduler does not know; take a keyword of Scheduled`,
    };
  }
  return sizeProblem(input);
}

/** Whether an input can be JSON at all. */
export function jsonProblem(input: unknown): Problem | undefined {
  const encoded = encodeJson(input);
  if (!encoded.ok) {
    const found = encoded.problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
    return { code: 'INVALID_INPUT', message: found };
  }
  const list = listToken(input, 'input');
  if (list === undefined) return undefined;
  return {
    code: 'INVALID_INPUT',
    message: `${list}: a list that only the deployment knows cannot be written as JSON; take Fn.join or Fn.select of it`,
  };
}

/** Whether an input fits into a submission, as far as its length is known. */
export function sizeProblem(input: unknown): Problem | undefined {
  const bytes = overrideBytes(longest(withoutTokens(jsonOf(input))));
  if (bytes <= MOST_BYTES) return undefined;
  return {
    code: 'INPUT_TOO_LARGE',
    message:
      `input takes ${bytes} bytes of the submission's overrides, of which ${MOST_BYTES} are there for it; put the data ` +
      'into S3 and send where it is',
  };
}

function jsonOf(input: unknown): string {
  const encoded = encodeJson(input);
  return encoded.ok ? encoded.json : '';
}

/**
 * The JSON of an input, as the worker reads it. Parts that only the deployment knows are put in by CloudFormation as they
 * are; the rest is the very text that the runtime would send.
 */
export function inputText(scope: IConstruct, input: unknown): string {
  const json = jsonOf(input);
  return holdsTokens(input) ? Stack.of(scope).toJsonString(JSON.parse(json)) : json;
}

/** Bytes of the override, quotes escaped: how the runtime counts, too. */
const overrideBytes = (json: string): number =>
  Buffer.byteLength(JSON.stringify([{ name: ENV.INPUT, value: json }]), 'utf8');

/** Characters that the text of an input may take in a submission, its quotes escaped. */
export const MOST_ESCAPED = MOST_BYTES - overrideBytes('') + JSON.stringify('').length;

/** How long the value of a token is, only the deployment knows. */
const withoutTokens = (json: string): string => json.replace(/\$\{Token\[[^\]]*\]\}/g, '');

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

function holdsTokens(value: unknown): boolean {
  if (!isContainer(value)) return Token.isUnresolved(value);
  return Object.entries(value).some(([key, part]) => Token.isUnresolved(key) || holdsTokens(part));
}

/** Where a list stands that is a token: the CDK would need a Lambda function of its own to write it as JSON. */
function listToken(value: unknown, path: string): string | undefined {
  if (!isContainer(value)) return undefined;
  if (Array.isArray(value) && Token.isUnresolved(value)) return path;
  for (const [key, part] of Object.entries(value)) {
    const found = listToken(part, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
