/** The colours that are shipped, against what the design asks of them: read from `tokens.css`, nothing is repeated here. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { closest, coloursOf, faultsOf, PROCESSES, THEMES, type Colours } from './test/palette.ts'
import { contrast, difference, distance, lab, linear, SIGHTS, type Lab } from './test/sight.ts'

const shipped = coloursOf(readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8'))

/** The shipped colours of a theme with one of them changed. */
const changed = (theme: 'light' | 'dark' | 'contrast', name: string, value: string): Colours => new Map([...shipped[theme], [name, value]])

describe('the colours that are shipped', () => {
  test.each(THEMES)('%s keeps every rule', (theme) => {
    expect(faultsOf(shipped[theme], theme)).toEqual([])
  })

  // The design's own table: of all eight processes, and of the first three, which nearly every program has.
  test.each([
    ['light', [20.5, 15, 15.3, 13.8], [36.4, 24.4, 17.7, 13.9]],
    ['dark', [20.5, 14.1, 15, 13.1], [36.1, 24.6, 17.5, 13.1]],
    ['contrast', [17.8, 11.3, 11.1, 11.7], [34.6, 21.3, 14.7, 14]],
  ] as const)('in %s the closest processes are as far apart as the design says, for each sight', (theme, all, first) => {
    const smallest = (names: readonly string[]) => SIGHTS.map((sight) => Number(closest(shipped[theme], names, sight).difference.toFixed(1)))
    expect(smallest(PROCESSES)).toEqual(all)
    expect(smallest(PROCESSES.slice(0, 3))).toEqual(first)
  })

  // Why an error is always an octagon with a word: these are seen as nearly one colour.
  test.each([
    ['light', 'protanopia', 'p6', 3.4],
    ['dark', 'deuteranopia', 'p6', 2.3],
    ['dark', 'tritanopia', 'p4', 6.8],
    ['contrast', 'protanopia', 'p3', 1.4],
  ] as const)('the known limit in %s, %s: error and %s differ by %d', (theme, sight, process, value) => {
    expect(distance(sight, shipped[theme].get('error') ?? '', shipped[theme].get(process) ?? '')).toBeCloseTo(value, 1)
  })
})

describe('a token with a bad value is named', () => {
  test.each([
    ['grey text that is too pale', 'light', 'ink-3', '#8d877e', /ink-3 on surface has 3\.5 : 1; text needs 4\.5/],
    ['a background that is too dark', 'light', 'selected', '#c8c0b4', /ink-3 on selected has/],
    ['a letter that its chip swallows', 'dark', 'o3', '#ffffff', /o3 on p3 has 4 : 1/],
    ['two processes that everybody takes for one', 'light', 'p3', '#3f6015', /light, normal: p3 and p6 differ by/],
    ['two processes that some take for one', 'dark', 'p5', '#7a90d8', /dark, deuteranopia: p1 and p5 differ by/],
    ['a red that is honey to some', 'light', 'error', '#94650a', /light, deuteranopia: error and honey-glyph differ by/],
    ['a line that nobody sees', 'contrast', 'line-strong', '#4a4a4a', /line-strong on surface has/],
  ] as const)('%s', (_, theme, name, value, fault) => {
    expect(faultsOf(changed(theme, name, value), theme).join('\n')).toMatch(fault)
  })

  test('a token that is gone, and one that is no colour', () => {
    const without = new Map(shipped.dark)
    without.delete('pass')
    expect(() => faultsOf(without, 'dark')).toThrow('the theme has no colour --pass')
    expect(() => faultsOf(changed('dark', 'pass', 'green'), 'dark')).toThrow('a colour as #rgb or #rrggbb was expected, got "green"')
    expect(() => coloursOf('[data-theme=light]{--ink:#000}')).toThrow('the style sheet has no theme “dark”')
  })
})

describe('the measures', () => {
  // Pairs published with the formula, chosen for its corners: hues round the circle, greys, the blue rotation, dark colours.
  test.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[50, 2.5, 0], [58, 24, 15], 19.4535],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ] as [Lab, Lab, number][])('CIEDE2000 of %j and %j is %d, either way round', (one, other, value) => {
    expect(difference(one, other)).toBeCloseTo(value, 4)
    expect(difference(other, one)).toBeCloseTo(value, 4)
  })

  test('contrast goes from 1 to 21, whichever of the two is the text', () => {
    expect(contrast('#000', '#ffffff')).toBeCloseTo(21, 10)
    expect(contrast('#777777', '#777')).toBe(1)
    expect(contrast('#fff', '#777777')).toBeCloseTo(4.48, 2)
  })

  test('white stays white, and grey stays grey, for every sight', () => {
    expect(lab(linear('#fff'))[0]).toBeCloseTo(100, 3)
    for (const sight of SIGHTS) expect(distance(sight, '#808080', '#7f7f7f')).toBeLessThan(1)
  })
})
