/** The hand that draws the flowers. Who only arranges imports `arrange.ts`, which draws nothing. */
export { arrange, PLAIN, type Finish } from './arrange.ts';
export * from './arrangement.ts';
export { bouquetPicture, drawBouquet } from './bouquet.ts';
export { HABITS, type HeadName, type SpeciesName } from './habits.ts';
export { HEAD_BOX, headPicture, LOOKS, SPECIES, type Look } from './heads.ts';
