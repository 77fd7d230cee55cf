import { LIMITS } from '@batchwright/model/service';
import type { Fields } from './fields';
import { invalid, refused } from './rejection';

/** A token is opaque to clients; it holds the list that it continues and where the last page ended. */
const encode = (list: string, after: number): string =>
  Buffer.from(JSON.stringify([list, after])).toString('base64url');

function decode(list: string, token: string): number {
  try {
    const [of, after]: unknown[] = JSON.parse(Buffer.from(token, 'base64url').toString());
    // An index or a `seq`. Anything else that is a number would send the readers of a list round for ever.
    if (of === list && Number.isSafeInteger(after)) return after as number;
  } catch {
    // Answered below: a token that cannot be read is as wrong as one of another list.
  }
  throw refused(`Invalid nextToken: ${token}`);
}

export interface PageRequest {
  readonly size: number;
  /** Where the page before ended; `undefined` for the first. */
  readonly after: number | undefined;
  token(after: number): string;
}

/** @param list - what the request lists, so that a token of another list is refused */
export function pageRequest(fields: Fields, list: string, max: number = LIMITS.describePage): PageRequest {
  const wanted = fields.integer('maxResults');
  if (wanted !== undefined && wanted < 1) throw invalid(`maxResults must be between 1 and ${max}.`);
  const token = fields.string('nextToken');
  return {
    size: Math.min(wanted ?? max, max),
    after: token === undefined || token === '' ? undefined : decode(list, token),
    token: (after) => encode(list, after),
  };
}

/** A page of resources in ascending order of `seq`. */
export function pageOf<Resource extends { readonly seq: number }>(
  resources: readonly Resource[],
  { size, after, token }: PageRequest,
): { readonly items: readonly Resource[]; readonly nextToken: string | undefined } {
  const rest = after === undefined ? resources : resources.filter(({ seq }) => seq > after);
  const items = rest.slice(0, size);
  const last = items[items.length - 1];
  return { items, nextToken: rest.length > size && last !== undefined ? token(last.seq) : undefined };
}

/** Names of a Describe request. @throws when there are more than the service takes */
export function describedNames(fields: Fields, member: string): readonly string[] | undefined {
  const names = fields.strings(member);
  if ((names?.length ?? 0) > LIMITS.describeIds) {
    throw invalid(`${member} can have at most ${LIMITS.describeIds} entries.`);
  }
  return names?.length === 0 ? undefined : names;
}
