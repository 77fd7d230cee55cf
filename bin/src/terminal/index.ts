export { LiveLines } from './live-lines';
export { type ProgressRow, renderProgress } from './progress';
export { type Paint, painter } from './style';
export { renderTable } from './table';
export { formatDuration, formatTime } from './time';
