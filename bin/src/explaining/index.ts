export { renderDiagnosis } from './render-diagnosis';
export { renderExplanation } from './render-explanation';
export { renderPreflight } from './render-preflight';
