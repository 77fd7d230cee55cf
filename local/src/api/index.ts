export { jobDetail } from './job-detail';
export { provisionResource } from './provision-resource';
export { NotServed } from './rejection';
export { batchService } from './service';
