/** Type tests of the contract: every line compiles, or is expected not to. Checked by `npm run test:types`. */
import {
  type AnyJob,
  defineJob,
  definePlatform,
  type Job,
  type Platform,
  unchecked,
} from '@batchwright/model/contract';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_equal: Equal<A, B>): void => undefined;

// Four types for a job: what is given, received, returned and read.
const day = z.codec(z.iso.date(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString().slice(0, 10),
});
const withZod = defineJob('with-zod', {
  input: z.object({ day, currency: z.string().default('EUR'), count: z.coerce.number<string>() }),
  output: z.object({ at: day }),
});
same<
  typeof withZod,
  Job<
    'with-zod',
    { day: string; currency?: string | undefined; count: string },
    { day: Date; currency: string; count: number },
    { at: string },
    { at: Date }
  >
>(true);

const withValibot = defineJob('with-valibot', {
  input: v.object({ key: v.string(), size: v.optional(v.number(), 256) }),
});
same<
  typeof withValibot,
  Job<'with-valibot', { key: string; size?: number | undefined }, { key: string; size: number }, void, void>
>(true);

const withArktype = defineJob('with-arktype', { input: type({ key: 'string' }) });
same<typeof withArktype, Job<'with-arktype', { key: string }, { key: string }, void, void>>(true);

const withoutSchema = defineJob('without-schema', { input: unchecked<{ readonly rows: readonly number[] }>() });

// Every job is AnyJob; names are kept.
const any: AnyJob[] = [withZod, withValibot, withArktype, withoutSchema];
same<(typeof withZod)['name'], 'with-zod'>(true);

// What JSON would change is refused where the contract is defined.
// @ts-expect-error: a Date does not survive JSON
defineJob('a', { input: z.object({ from: z.date() }) });
// @ts-expect-error: a bigint does not survive JSON
defineJob('a', { input: unchecked<{ rows: { id: bigint }[] }>() });
// @ts-expect-error: a Map does not survive JSON
defineJob('a', { input: unchecked<Map<string, string>>() });
// @ts-expect-error: a function does not survive JSON
defineJob('a', { input: unchecked<{ then: () => void }>() });
// @ts-expect-error: nor may an output hold one
defineJob('a', { input: unchecked<string>(), output: z.object({ at: z.date() }) });
// A recursive type and `any` are left to run time.
type Tree = { readonly children: readonly Tree[] };
defineJob('a', { input: unchecked<Tree>() });
defineJob('a', { input: z.any() });
defineJob('a', { input: z.json() });

// A platform is two unions of names.
const platform = definePlatform('p', { queues: ['urgent', 'standard'], jobs: [withZod, withValibot] });
same<typeof platform, Platform<'urgent' | 'standard', 'with-zod' | 'with-valibot'>>(true);
const open = definePlatform('p', { queues: ['urgent'] });
same<typeof open, Platform<'urgent', string>>(true);

// @ts-expect-error: a queue is a string
definePlatform('p', { queues: [1] });
// @ts-expect-error: a platform has queues
definePlatform('p', { jobs: [withZod] });
// @ts-expect-error: a job is a contract, not a name
definePlatform('p', { queues: ['a'], jobs: ['with-zod'] });
// @ts-expect-error: a job has an input
defineJob('a', {});

void any;
