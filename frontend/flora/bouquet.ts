import { arrange, PLAIN, type Finish } from './arrange.ts';
import { SHADOW, type Arrangement, type Placed, type Recipe, type Shape } from './arrangement.ts';
import { drawHead } from './heads.ts';
import { hash } from './random.ts';
import { element, picture, Sheet } from './svg.ts';

/** A whole bouquet as a picture. Another `prefix` lets the same bouquet stand on a page twice. */
export function bouquetPicture(
  recipe: Recipe,
  finish: Finish = PLAIN,
  label = '',
  prefix = 'bouquet',
): string {
  const arrangement = arrange(recipe, finish);
  const name = hash(JSON.stringify([recipe, finish])).toString(36);
  const sheet = new Sheet(`${prefix}-${name}-`);
  return picture(arrangement.box, sheet, drawBouquet(sheet, arrangement), label);
}

/** Draw an arrangement onto a sheet, from back to front. */
export function drawBouquet(sheet: Sheet, arrangement: Arrangement): string {
  const heads = new Map<string, string>();
  const headOf = ({ species, colour }: Placed): string => {
    const look = `${species}-${colour}`;
    const id = heads.get(look) ?? sheet.symbol(drawHead(sheet, { species, colour }));
    heads.set(look, id);
    return id;
  };
  const shade = sheet.radial(0, 0, 100, SHADOW);
  const place = (placed: Placed): string =>
    (placed.shadow ? element('circle', { r: 100, fill: shade, transform: placed.shadow }) : '') +
    element('use', { href: `#${headOf(placed)}`, transform: placed.transform });
  const paints = new Map(arrangement.gradients.map((one) => [one.name, sheet.across(one.stops)]));
  const shape = ({ gradient, ...rest }: Shape): string =>
    draw(gradient ? { ...rest, fill: paints.get(gradient) ?? 'none' } : rest);
  const { ribbon } = arrangement;
  return [
    ...arrangement.stalks.map(shape),
    ...arrangement.paperBehind.map(shape),
    ...arrangement.behind.map(place),
    ...arrangement.collar.map(place),
    ...arrangement.between.map(place),
    ...arrangement.heads.map(place),
    ...arrangement.paperBefore.map(shape),
    element('g', { transform: ribbon.transform }, ribbon.shapes.map(shape).join('')),
  ].join('');
}

function draw({ d, fill = 'none', stroke, width, opacity }: Shape): string {
  const cap = stroke ? 'round' : undefined;
  return element('path', {
    d,
    fill,
    stroke,
    'stroke-width': width,
    'stroke-linecap': cap,
    opacity,
  });
}
