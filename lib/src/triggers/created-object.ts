import { Fields } from './reference';

/**
 * The object that was created, for the input of {@link BatchJob.onObjectCreated}. Values of the event stand behind each
 * member; `text`, `number` and `value` reach the others, as in `object.text('detail', 'requester')`.
 */
export class CreatedObject extends Fields {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Key as it is: not URL-encoded, with whatever characters it has. */
  readonly key: string;
  /** Version; left out of the input where the bucket has no versions. */
  readonly versionId: string | undefined;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  /** Grows with each change of a key: compare two as texts of the same length. */
  readonly sequencer: string;
  /** When it was created, as in `2026-03-22T18:59:43Z`. */
  readonly time: string;

  /** @internal */
  constructor() {
    super(EVENT);
    this.bucket = this.known('detail', 'bucket', 'name');
    this.key = this.known('detail', 'object', 'key');
    this.versionId = this.known('detail', 'object', 'version-id');
    this.size = this.number('detail', 'object', 'size');
    this.etag = this.known('detail', 'object', 'etag');
    this.sequencer = this.known('detail', 'object', 'sequencer');
    this.time = this.known('time');
  }
}

/** Any event, for the input of {@link BatchJob.onEvent}: `event.text('detail', 'order', 'id')`. */
export class EventFields extends Fields {
  /** Unique to the event, and the same when it is delivered twice. */
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  /** As in `2026-03-22T18:59:43Z`. */
  readonly time: string;
  readonly account: string;
  readonly region: string;

  /** @internal */
  constructor() {
    super(EVENT);
    this.id = this.known('id');
    this.source = this.known('source');
    this.detailType = this.known('detail-type');
    this.time = this.known('time');
    this.account = this.known('account');
    this.region = this.known('region');
  }
}

/** Where a workflow finds the event that it was started with. */
export const EVENT = '$states.input';
