import type { WireReference } from '@batchwright/model/plan';

/**
 * What an `Output` is at run time: its state is private, so that nothing of it shows, and nothing is sent by accident.
 * There may be several for each edge of a flow: small, and made of texts instead of lists.
 */
export class Reference {
  readonly #flow: object;
  readonly #step: number;
  /** The list or value, as it is written on the wire. */
  readonly #at: string;
  /** Of an item: the way from an entry of the list. */
  readonly #inItem: string | undefined;
  /** Made for each `forEach`, whose items its function alone can take. */
  readonly #loop: object | undefined;
  readonly #asPointer: boolean;

  constructor(flow: object, step: number, at: string, inItem?: string, loop?: object, asPointer = false) {
    this.#flow = flow;
    this.#step = step;
    this.#at = at;
    this.#inItem = inItem;
    this.#loop = loop;
    this.#asPointer = asPointer;
  }

  at(key: string | number): Reference {
    if (this.#inItem === undefined) {
      return new Reference(this.#flow, this.#step, pointerTo(this.#at, key), undefined, undefined, this.#asPointer);
    }
    const inItem = pointerTo(this.#inItem, key);
    return new Reference(this.#flow, this.#step, this.#at, inItem, this.#loop, this.#asPointer);
  }

  pointer(): Reference {
    return new Reference(this.#flow, this.#step, this.#at, this.#inItem, this.#loop, true);
  }

  static in(value: object): value is Reference {
    return #flow in value;
  }

  static flowOf(reference: Reference): object {
    return reference.#flow;
  }

  static stepOf(reference: Reference): number {
    return reference.#step;
  }

  static loopOf(reference: Reference): object | undefined {
    return reference.#loop;
  }

  static toStep(flow: object, step: number, name: string): Reference {
    return new Reference(flow, step, `${name}#`);
  }

  /** What stands for each entry of a list. */
  static itemOf(list: Reference): Reference {
    return new Reference(list.#flow, list.#step, list.#at, '', {});
  }

  static wireOf(reference: Reference): WireReference {
    const at = reference.#inItem;
    if (at === undefined) {
      return reference.#asPointer ? { '$batchwright.pointer': reference.#at } : { '$batchwright.ref': reference.#at };
    }
    return reference.#asPointer
      ? { '$batchwright.itemPointer': reference.#at, at }
      : { '$batchwright.item': reference.#at, at };
  }
}

/** Extends a JSON Pointer (RFC 6901) by a property's name or an index. */
function pointerTo(pointer: string, key: string | number): string {
  const part = typeof key === 'string' && /[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
  return `${pointer}/${part}`;
}
