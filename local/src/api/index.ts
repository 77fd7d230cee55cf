export { provisionResource } from './provision-resource';
export { batchService } from './service';
