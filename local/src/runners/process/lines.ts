import { StringDecoder } from 'node:string_decoder';

/**
 * Cuts a stream of bytes into lines, without their ends (LF or CRLF). A line that is longer than `limit` characters is
 * cut into several, so that a program which never ends its line does not fill the memory.
 */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  constructor(
    private readonly limit: number,
    private readonly emit: (line: string) => void,
  ) {}

  write(chunk: Buffer): void {
    this.add(this.decoder.write(chunk));
  }

  /** Gives out what stood behind the last line end. */
  end(): void {
    this.add(this.decoder.end());
    if (this.rest !== '') this.emit(this.rest);
    this.rest = '';
  }

  private add(text: string): void {
    const lines = text.split('\n');
    const last = lines.length - 1;
    for (const [at, part] of lines.entries()) {
      this.rest += part;
      while (this.rest.length > this.limit) {
        this.emit(this.rest.slice(0, this.limit));
        this.rest = this.rest.slice(this.limit);
      }
      if (at === last) return;
      this.emit(this.rest.endsWith('\r') ? this.rest.slice(0, -1) : this.rest);
      this.rest = '';
    }
  }
}
