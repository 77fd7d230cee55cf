export { withoutInheritedTags } from './inherited-tags';
