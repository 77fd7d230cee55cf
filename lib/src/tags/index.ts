export { withoutInheritedTags } from './inherited-tags';
export { adviseOnStackTags } from './stack-tags';
