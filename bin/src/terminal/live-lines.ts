/** A block of lines at the end of a terminal that is drawn over itself. */
export class LiveLines {
  readonly #write: (text: string) => void;
  #height = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Draws the lines in place of the ones drawn before. Each must fit into one row of the terminal. */
  draw(lines: readonly string[]): void {
    this.#write(`${this.#erase()}${lines.map((line) => `${line}\n`).join('')}`);
    this.#height = lines.length;
  }

  /** Prints text above the block, where it stays. The block has to be drawn again. */
  print(text: string): void {
    this.#write(`${this.#erase()}${text}`);
    this.#height = 0;
  }

  #erase(): string {
    return this.#height === 0 ? '' : `\u001b[${this.#height}A\u001b[J`;
  }
}
