export { composeSheet, type SheetOptions, type Tile } from './compose';
export {
  type Box,
  type CellLayout,
  layOutSheet,
  MAX_PIXELS,
  MAX_SIDE,
  type RowLayout,
  type SheetLayout,
} from './layout';
export { escapeXml, fitText, textWidth } from './text';
