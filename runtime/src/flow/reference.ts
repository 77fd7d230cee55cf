import { formatPath, formatReference, type ValuePath, type WireReference } from '@batchwright/model/plan';

/** What a reference says. */
interface Place {
  readonly flow: object;
  readonly step: number;
  readonly name: string;
  readonly path: ValuePath;
  /** Of an item: the way from an entry of the list at `path`. */
  readonly inItem?: ValuePath;
  /** Made for each `forEach`, whose items its function alone can take. */
  readonly loop?: object;
  readonly asPointer?: boolean;
}

/** What an `Output` is at run time: its state is private, so that nothing of it shows, and nothing is sent by accident. */
export class Reference {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  at(key: string | number): Reference {
    const { path, inItem } = this.#place;
    return new Reference({
      ...this.#place,
      ...(inItem === undefined ? { path: [...path, key] } : { inItem: [...inItem, key] }),
    });
  }

  pointer(): Reference {
    return new Reference({ ...this.#place, asPointer: true });
  }

  static in(value: object): value is Reference {
    return #place in value;
  }

  static placeOf(reference: Reference): Place {
    return reference.#place;
  }

  /** What stands for each entry of a list. */
  static itemOf(list: Reference): Reference {
    return new Reference({ ...list.#place, inItem: [], loop: {} });
  }

  static wireOf(reference: Reference): WireReference {
    const { name, path, inItem, asPointer } = reference.#place;
    const list = formatReference(name, path);
    if (inItem === undefined) return asPointer ? { '$batchwright.pointer': list } : { '$batchwright.ref': list };
    const at = formatPath(inItem);
    return asPointer ? { '$batchwright.itemPointer': list, at } : { '$batchwright.item': list, at };
  }
}
