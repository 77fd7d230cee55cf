export { type Diagnosed, type DiagnoseOptions, diagnose } from './diagnose';
export type { Diagnosis, Finding } from './diagnosis';
