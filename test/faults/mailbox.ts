import { draw } from './decide';
import type { Faults } from './faults';

export interface Message {
  readonly MessageId: string;
}

/** What came out of a queue and was not given on yet; mixed, held and repeated as the faults say. */
export class Mailbox<Received extends Message> {
  private held: Received[] = [];
  private round = 0;

  constructor(private readonly faults: Faults) {}

  get isEmpty(): boolean {
    return this.held.length === 0;
  }

  /** @param fresh - that the queue has just given @param most - that the caller takes */
  give(fresh: readonly Received[], most: number): readonly Received[] {
    const { seed, messages: { hold = 0, repeat = 0 } = {} } = this.faults;
    this.round += 1;
    const chance = (what: string, { MessageId }: Received): number => draw(seed, what, MessageId, this.round);
    const mixed = [...this.held, ...fresh]
      .map((message) => ({ message, at: chance('place', message) }))
      .sort((one, other) => one.at - other.at)
      .map(({ message }) => message);
    // When nothing new comes, nothing is held any longer: an answer without messages means that there are none.
    const given = mixed.filter((message) => fresh.length === 0 || chance('hold', message) >= hold).slice(0, most);
    const repeated = new Set(given.filter((message) => chance('repeat', message) < repeat));
    this.held = mixed.filter((message) => !given.includes(message) || repeated.has(message));
    return given;
  }
}
