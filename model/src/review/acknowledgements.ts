import { isList, isObject, type Json } from '../template';
import { type Hazard, hazardId } from './rules';

/** Somebody's word that a hazard is meant. */
export interface Acknowledgement {
  /** `QUEUE_REMOVED:PhotosStack/QueuesUrgent1A2B`: the rule, and the address of the resource. */
  readonly id: string;
  /** Why it is all right. Never empty. */
  readonly reason: string;
}

export type ReadAcknowledgements =
  | { readonly ok: true; readonly acknowledgements: readonly Acknowledgement[] }
  | { readonly ok: false; readonly message: string };

/** Reads the value of `batchwright-review.json`: `{ "acknowledged": [{ "id": "...", "reason": "..." }] }`. */
export function readAcknowledgements(value: Json, where: string): ReadAcknowledgements {
  const entries = isObject(value) ? value.acknowledged : undefined;
  if (!isList(entries)) {
    return {
      ok: false,
      message: `${where}: expected { "acknowledged": [{ "id": "RULE:stack/id", "reason": "why" }] }`,
    };
  }
  const acknowledgements: Acknowledgement[] = [];
  for (const [index, entry] of entries.entries()) {
    const { id, reason } = isObject(entry) ? entry : {};
    if (typeof id !== 'string' || id === '' || typeof reason !== 'string' || reason.trim() === '') {
      return { ok: false, message: `${where}: acknowledged[${index}]: expected an id and a reason, neither empty` };
    }
    acknowledgements.push({ id, reason });
  }
  return { ok: true, acknowledgements };
}

export interface JudgedHazard extends Hazard {
  readonly id: string;
  /** The reason, where somebody acknowledged it. */
  readonly acknowledged: string | undefined;
}

/** Joins hazards and acknowledgements; what acknowledges nothing is told, because it would hide the next one. */
export function judge(
  hazards: readonly Hazard[],
  acknowledgements: readonly Acknowledgement[],
): { readonly hazards: readonly JudgedHazard[]; readonly unused: readonly Acknowledgement[] } {
  const reasons = new Map(acknowledgements.map(({ id, reason }) => [id, reason]));
  const judged = hazards.map((hazard) => {
    const id = hazardId(hazard);
    return { ...hazard, id, acknowledged: reasons.get(id) };
  });
  const found = new Set(judged.map(({ id }) => id));
  return { hazards: judged, unused: acknowledgements.filter(({ id }) => !found.has(id)) };
}
