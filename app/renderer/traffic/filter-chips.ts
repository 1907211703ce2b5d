/**
 * The filter as one text, and as chips: each `key:value` that is finished is a chip, whatever else is typed stays text.
 * What the text means is said in `multiprocessing/inspect`; here it is only cut and joined.
 */

/** Words of a filter; a quoted part keeps its blanks: `method:"bed one" from:visitor`. */
export function splitFilter(text: string): string[] {
  return text.match(/(?:"[^"]*"?|[^\s"])+/g) ?? []
}

export interface Chip {
  readonly key: string
  readonly value: string
  /** As it stands in the filter. */
  readonly text: string
}

const CHIP = /^([-!]?[a-z]+):(.+)$/i

/** The word as a chip, or undefined where it is plain text or not finished. */
export function chipOf(word: string): Chip | undefined {
  const match = CHIP.exec(word)
  if (!match) return undefined
  const [, key = '', value = ''] = match
  if (value.startsWith('"') && (value.length === 1 || !value.endsWith('"'))) return undefined
  return { key, value: value.replaceAll('"', ''), text: word }
}

/** A filter taken apart for the field. */
export interface FilterField {
  readonly chips: readonly Chip[]
  /** What is in the input, as it was typed. */
  readonly draft: string
}

export const EMPTY_FIELD: FilterField = { chips: [], draft: '' }

/**
 * The field after typing: words that are chips leave the draft once a blank follows them, so a value can be typed in
 * peace.
 */
export function typeInto(field: FilterField, draft: string): FilterField {
  if (!/\s$/.test(draft)) return { ...field, draft }
  return commit({ ...field, draft })
}

/** Makes chips of everything in the draft that can be one. */
export function commit(field: FilterField): FilterField {
  const words = splitFilter(field.draft)
  const chips = [...field.chips]
  const rest: string[] = []
  for (const word of words) {
    const chip = chipOf(word)
    if (!chip) rest.push(word)
    else if (!chips.some((known) => known.text === chip.text)) chips.push(chip)
  }
  if (chips.length === field.chips.length && rest.length === words.length) return field
  return { chips, draft: rest.length > 0 ? `${rest.join(' ')} ` : '' }
}

export function removeChip(field: FilterField, chip: Chip): FilterField {
  return { ...field, chips: field.chips.filter((one) => one.text !== chip.text) }
}

/** Backspace at the start of the draft: the last chip becomes text again, to be changed. */
export function reopenLast(field: FilterField): FilterField {
  const last = field.chips.at(-1)
  return last ? { chips: field.chips.slice(0, -1), draft: last.text + field.draft } : field
}

/** Adds the chip, or takes it away where it is there: what a preset does. */
export function toggleChip(field: FilterField, text: string): FilterField {
  const chip = chipOf(text)
  if (!chip) return field
  return hasChip(field, text) ? removeChip(field, chip) : { ...field, chips: [...field.chips, chip] }
}

export function hasChip(field: FilterField, text: string): boolean {
  return field.chips.some((chip) => chip.text === text)
}

/** A word for a value that may have blanks in it. */
export function chipText(key: string, value: string): string {
  return /[\s"]/.test(value) ? `${key}:"${value.replaceAll('"', '')}"` : `${key}:${value}`
}

/** Chip of the frames about one object, and only these. */
export function objectChip(ident: string): string {
  return chipText('object', ident)
}

/** The filter as the one text that is applied. A chip that is still being typed counts already. */
export function filterText(field: FilterField): string {
  return [...field.chips.map((chip) => chip.text), ...splitFilter(field.draft)].join(' ')
}

export function fieldOf(text: string): FilterField {
  return commit({ chips: [], draft: text })
}
