import { bouquetPicture } from '../../flora/bouquet.ts';
import { giftPicture, type GiftName } from '../../flora/gifts.ts';
import { headPicture, LOOKS } from '../../flora/heads.ts';
import { iconPicture, markPicture } from '../../flora/mark.ts';
import { finishOf, recipeOf, stemLook, type Catalogue, type Item } from './catalogue.ts';
import { socialPicture } from './social.ts';

/** A picture that the site shows. */
export interface Picture {
  /** A SKU, or what else it shows. */
  readonly name: string;
  /** What it is for; pictures of one name differ in this. */
  readonly size: string;
  readonly width: number;
  readonly height: number;
  readonly format: 'webp' | 'jpeg' | 'png' | 'svg';
  /** How much of the drawing is kept, from 1 to 100, by a format that loses some. */
  readonly quality?: number;
  readonly svg: string;
}

const SOCIAL = { size: 'social', width: 1200, height: 630, format: 'jpeg', quality: 82 } as const;
/** Many of these are on one page. */
const GALLERY_QUALITY = 60;
const QUALITY = 72;
const HOME_BOUQUET = 'coral-reef';

const square = (name: string, side: number, svg: string, quality = QUALITY): Picture => ({
  name,
  size: `w${side}`,
  width: side,
  height: side,
  format: 'webp',
  quality,
  svg,
});

/** Every picture of a shop that sells this. */
export function picturesOf(catalogue: Catalogue): Picture[] {
  const { items } = catalogue;
  const home = items.find((item) => item.sku === HOME_BOUQUET);
  if (!home) throw new Error(`The home page shows ${HOME_BOUQUET}, which is not sold.`);
  return [
    ...items.flatMap((item) => ofItem(catalogue, item)),
    ...LOOKS.filter((look) => look.species === 'leaf').map((look) =>
      square(`leaf-${look.colour}`, 160, headPicture(look)),
    ),
    {
      name: 'home',
      ...SOCIAL,
      svg: socialPicture(drawn(catalogue, home), ['Flowers,', 'arranged', 'by you']),
    },
    { name: 'mark', size: 'svg', width: 64, height: 64, format: 'svg', svg: markPicture() },
    { name: 'icon', size: 'w180', width: 180, height: 180, format: 'png', svg: iconPicture() },
  ];
}

function ofItem(catalogue: Catalogue, item: Item): Picture[] {
  const { sku, name } = item;
  switch (item.kind) {
    case 'stem':
      return [square(sku, 320, headPicture(stemLook(catalogue, sku)))];
    case 'bouquet': {
      const svg = drawn(catalogue, item);
      return [
        square(sku, 360, svg, GALLERY_QUALITY),
        square(sku, 720, svg),
        { name: sku, ...SOCIAL, svg: socialPicture(svg, twoLines(name)) },
      ];
    }
    case 'addon':
    case 'wrap':
      return [square(sku, 320, giftPicture(sku as GiftName))];
    case 'service':
      return [];
  }
}

const drawn = (catalogue: Catalogue, item: Item): string =>
  bouquetPicture(recipeOf(catalogue, item), finishOf(catalogue, item.sku));

/** A name in lines of about equal length, two at most. */
function twoLines(name: string): string[] {
  if (name.length <= 12) return [name];
  const words = name.split(' ');
  const cut = Math.ceil(words.length / 2);
  return [words.slice(0, cut).join(' '), words.slice(cut).join(' ')].filter(Boolean);
}
