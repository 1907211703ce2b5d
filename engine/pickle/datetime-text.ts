/** The datetime family as Python writes it, out of the bytes that its objects are pickled as. */
import type { NestedRepr } from '../values/hooks.ts'
import type { Opaque } from './opaque.ts'

type Text = (opaque: Opaque, nested: NestedRepr) => string | undefined

const two = (number: number): string => String(number).padStart(2, '0')

/** The first argument's bytes, if there are `length` of them. Year and microsecond are big-endian, the other parts bytes. */
function partsOf(opaque: Opaque, length: number): Uint8Array | undefined {
  const [bytes] = opaque.args
  return bytes instanceof Uint8Array && bytes.length === length ? bytes : undefined
}

function dateParts(bytes: Uint8Array): number[] {
  // The top bit of the month says fold.
  return [bytes[0]! * 256 + bytes[1]!, bytes[2]! & 0x7f, bytes[3]!]
}

function timeParts(bytes: Uint8Array, at: number): number[] {
  return [bytes[at]! & 0x7f, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]! * 65536 + bytes[at + 4]! * 256 + bytes[at + 5]!]
}

/** Seconds and microseconds are left out where they are zero. */
function shortened(parts: number[]): number[] {
  if (parts.at(-1) !== 0) return parts
  return parts.at(-2) === 0 ? parts.slice(0, -2) : parts.slice(0, -1)
}

function call(name: string, parts: number[], fold: boolean, zone: unknown, nested: NestedRepr): string {
  const args = parts.map(String)
  if (fold) args.push('fold=1')
  if (zone !== undefined && zone !== null) args.push(`tzinfo=${nested(zone)}`)
  return `datetime.${name}(${args.join(', ')})`
}

/** `datetime.date(2024, 2, 29)` */
export const dateText: Text = (opaque, nested) => {
  const bytes = partsOf(opaque, 4)
  return bytes && call('date', dateParts(bytes), false, null, nested)
}

/** `datetime.datetime(2024, 2, 29, 12, 30)` */
export const datetimeText: Text = (opaque, nested) => {
  const bytes = partsOf(opaque, 10)
  if (!bytes) return undefined
  return call('datetime', shortened([...dateParts(bytes), ...timeParts(bytes, 4)]), bytes[2]! > 0x7f, opaque.args[1], nested)
}

/** `datetime.time(12, 30)` */
export const timeText: Text = (opaque, nested) => {
  const bytes = partsOf(opaque, 6)
  return bytes && call('time', shortened(timeParts(bytes, 0)), bytes[0]! > 0x7f, opaque.args[1], nested)
}

function timedeltaParts(opaque: Opaque): number[] | undefined {
  const parts = opaque.args as unknown[]
  return parts.length === 3 && parts.every((part) => typeof part === 'number') ? (parts as number[]) : undefined
}

/** `datetime.timedelta(days=1, seconds=5)` */
export const timedeltaText: Text = (opaque) => {
  const parts = timedeltaParts(opaque)
  if (!parts) return undefined
  const names = ['days', 'seconds', 'microseconds']
  const said = parts.flatMap((part, index) => (part === 0 ? [] : [`${names[index]}=${part}`]))
  return `datetime.timedelta(${said.join(', ') || '0'})`
}

/** `datetime.timezone.utc`, `datetime.timezone(datetime.timedelta(seconds=7200), 'CEST')` */
export const timezoneText: Text = (opaque, nested) => {
  if (opaque.args.length === 0) return undefined
  if (opaque.args.length === 1 && nested(opaque.args[0]) === 'datetime.timedelta(0)') return 'datetime.timezone.utc'
  return `datetime.timezone(${opaque.args.map(nested).join(', ')})`
}

// str()

function isoDate([year = 0, month = 0, day = 0]: number[]): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

function isoTime([hour = 0, minute = 0, second = 0, microsecond = 0]: number[]): string {
  const fraction = microsecond === 0 ? '' : `.${String(microsecond).padStart(6, '0')}`
  return `${two(hour)}:${two(minute)}:${two(second)}${fraction}`
}

/** `+02:00`; empty without a zone, `undefined` for a zone of another class, whose offset only its code can tell. */
function isoOffset(zone: unknown): string | undefined {
  if (zone === undefined || zone === null) return ''
  const offset = isObject(zone) && zone.name === 'timezone' && zone.module === 'datetime' ? zone.args[0] : undefined
  const parts = isObject(offset) ? timedeltaParts(offset) : undefined
  if (!parts) return undefined
  const [days = 0, seconds = 0, microseconds = 0] = parts
  const total = days * 86400 + seconds
  const size = Math.abs(total)
  const text = `${total < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}`
  if (microseconds !== 0) return undefined
  return size % 60 === 0 ? text : `${text}:${two(size % 60)}`
}

function isObject(value: unknown): value is Opaque {
  return typeof value === 'object' && value !== null && 'args' in value
}

/** `2024-02-29` */
export const dateStr: Text = (opaque) => {
  const bytes = partsOf(opaque, 4)
  return bytes && isoDate(dateParts(bytes))
}

/** `2024-02-29 12:30:00+02:00` */
export const datetimeStr: Text = (opaque) => {
  const bytes = partsOf(opaque, 10)
  const offset = isoOffset(opaque.args[1])
  if (!bytes || offset === undefined) return undefined
  return `${isoDate(dateParts(bytes))} ${isoTime(timeParts(bytes, 4))}${offset}`
}

/** `12:30:00` */
export const timeStr: Text = (opaque) => {
  const bytes = partsOf(opaque, 6)
  const offset = isoOffset(opaque.args[1])
  return bytes && offset !== undefined ? isoTime(timeParts(bytes, 0)) + offset : undefined
}

/** `1 day, 2:03:04` */
export const timedeltaStr: Text = (opaque) => {
  const parts = timedeltaParts(opaque)
  if (!parts) return undefined
  const [days = 0, seconds = 0, microseconds = 0] = parts
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const fraction = microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`
  return `${days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `}${clock}${fraction}`
}

/** `UTC`, `UTC+02:00`, or the zone's own name */
export const timezoneStr: Text = (opaque) => {
  const [, name] = opaque.args
  if (typeof name === 'string') return name
  const offset = isoOffset(opaque)
  return offset === undefined || offset === '+00:00' ? offset && 'UTC' : `UTC${offset}`
}
