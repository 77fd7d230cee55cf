import { LOG_LIMITS } from '@batchwright/model/service';

/** One line of a job. Times are epoch milliseconds. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly events: LogEvent[];
  bytes: number;
  /** Lines that found no room. */
  dropped: number;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly streams: Map<string, LogStream>;
}

/** Where a runner writes a job's output. */
export interface LogSink {
  /** Characters of one line; a longer one is cut. */
  readonly lineLimit: number;
  /** Makes a stream. Gives false when there is no such group, and none is to be made. */
  open(group: string, stream: string, createGroup: boolean): boolean;
  write(group: string, stream: string, line: string): void;
}

export interface LogStoreOptions {
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** @default 8 MiB */
  readonly streamBytes?: number | undefined;
  /** Of all streams together. @default 256 MiB */
  readonly totalBytes?: number | undefined;
}

const STREAM_BYTES = 8 * 1024 * 1024;
const TOTAL_BYTES = 256 * 1024 * 1024;

/** Log groups and their lines, in memory. What does not fit is not kept, and the stream's last line says so. */
export class LogStore implements LogSink {
  readonly lineLimit = LOG_LIMITS.eventBytes - LOG_LIMITS.eventOverheadBytes;
  private readonly groups = new Map<string, LogGroup>();
  private readonly clock: () => number;
  private readonly streamBytes: number;
  private readonly totalBytes: number;
  private bytes = 0;

  constructor({ clock, streamBytes = STREAM_BYTES, totalBytes = TOTAL_BYTES }: LogStoreOptions) {
    this.clock = clock;
    this.streamBytes = streamBytes;
    this.totalBytes = totalBytes;
  }

  /** Gives false when there is one already. */
  createGroup(name: string): boolean {
    if (this.groups.has(name)) return false;
    this.groups.set(name, { name, createdAt: this.clock(), streams: new Map() });
    return true;
  }

  group(name: string): LogGroup | undefined {
    return this.groups.get(name);
  }

  allGroups(): readonly LogGroup[] {
    return [...this.groups.values()];
  }

  open(groupName: string, name: string, createGroup: boolean): boolean {
    if (createGroup) this.createGroup(groupName);
    const group = this.groups.get(groupName);
    if (group === undefined) return false;
    if (!group.streams.has(name)) {
      group.streams.set(name, { name, createdAt: this.clock(), events: [], bytes: 0, dropped: 0 });
    }
    return true;
  }

  write(groupName: string, streamName: string, message: string): void {
    const stream = this.groups.get(groupName)?.streams.get(streamName);
    if (stream === undefined) return;
    const bytes = Buffer.byteLength(message);
    if (stream.dropped === 0 && stream.bytes + bytes <= this.streamBytes && this.bytes + bytes <= this.totalBytes) {
      stream.events.push({ timestamp: this.clock(), message });
      stream.bytes += bytes;
      this.bytes += bytes;
      return;
    }
    // Once a line is missing no later one is taken, so that what is kept has no hole.
    stream.dropped += 1;
    const note = `(the local log is full: ${stream.dropped} more lines of this stream were not kept)`;
    if (stream.dropped > 1) stream.events.pop();
    stream.events.push({ timestamp: this.clock(), message: note });
  }
}
