/** Places around a circle of latitude. Source of the model: E. N. Lorenz, "Predictability: a problem partly solved", 1996. */
const PLACES = 40;
const STEP = 0.05;

/** One member of an ensemble: the weather after so many steps, from a state that differs slightly for each seed. */
export function runMember(steps: number, forcing: number, seed: number): number[] {
  // The same weather for all members, but for a disturbance that is no larger than an error of measurement.
  let state = Array.from(
    { length: PLACES },
    (_, place) => forcing * Math.sin(place) + 1e-3 * Math.cos(seed * (place + 1)),
  );
  for (let step = 0; step < steps; step += 1) state = advance(state, forcing);
  return state;
}

/** A step by the method of Runge and Kutta. */
function advance(state: readonly number[], forcing: number): number[] {
  const move = (by: number, slope: readonly number[]) => state.map((value, place) => value + by * (slope[place] ?? 0));
  const first = slopes(state, forcing);
  const second = slopes(move(STEP / 2, first), forcing);
  const third = slopes(move(STEP / 2, second), forcing);
  const fourth = slopes(move(STEP, third), forcing);
  const sum = first.map((one, at) => one + 2 * ((second[at] ?? 0) + (third[at] ?? 0)) + (fourth[at] ?? 0));
  return move(STEP / 6, sum);
}

function slopes(state: readonly number[], forcing: number): number[] {
  const at = (place: number): number => state[(place + PLACES) % PLACES] ?? 0;
  return state.map((value, place) => (at(place + 1) - at(place - 2)) * at(place - 1) - value + forcing);
}

/** What an ensemble says together. */
export function summarize(members: readonly (readonly number[])[]): {
  members: number;
  mean: number[];
  spread: number;
} {
  const mean = Array.from({ length: PLACES }, (_, at) => average(members.map((member) => member[at] ?? 0)));
  const squares = members.flatMap((member) => member.map((value, at) => (value - (mean[at] ?? 0)) ** 2));
  return { members: members.length, mean, spread: Math.sqrt(average(squares)) };
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
