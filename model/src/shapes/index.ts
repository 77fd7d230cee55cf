export { fits, largestMemoryThatFits, mostMemory, type Need } from './room';
export { FAMILY_SETS, type InstanceShape, shapeOf, typesOf } from './shape';
