export { parametersService } from './service';
export { type Parameter, ParameterStore, type ParameterType } from './store';
