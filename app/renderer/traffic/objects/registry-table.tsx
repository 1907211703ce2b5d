/** What each server registered: one row a `register()` call, in the six parameters of `register()`. */
import { useSignal } from '@preact/signals'
import type { ProcessAt, RegistryRow } from 'multiprocessing/inspect'
import { Chip } from '../../process/chip.tsx'
import { openSource, sourceLabel } from '../../store.ts'
import { plural } from '../format.ts'
import { nameOf } from '../processes.ts'

/** Parameter names as the program's language writes them. */
const NAMES = {
  python: { methodToTypeid: 'method_to_typeid', createMethod: 'create_method', yes: 'True', no: 'False', none: 'None' },
  typescript: { methodToTypeid: 'methodToTypeid', createMethod: 'createMethod', yes: 'true', no: 'false', none: 'null' },
} as const

export const parameterNames = (process: ProcessAt | undefined) => NAMES[process?.process.runtime === 'cpython' ? 'python' : 'typescript']

interface Props {
  readonly server: ProcessAt
  readonly rows: readonly RegistryRow[]
}

export function RegistryTable({ server, rows }: Props) {
  const open = useSignal<string | null>(null)
  const names = parameterNames(server)
  return (
    <section class="sec" aria-label={`Registry of ${nameOf(server.id)}`}>
      <h3>
        <Chip name={nameOf(server.id)} ended={server.state === 'ended'} />
        Registry of {nameOf(server.id)}
        <span>
          {plural(rows.length, 'typeid')}, one row per register() call
        </span>
      </h3>
      <div class="sec-scroll" tabIndex={0} role="group" aria-label={`Rows of the registry of ${nameOf(server.id)}`}>
        <table>
          <colgroup>
            <col style={{ width: '18%' }} />
            <col style={{ width: '15%' }} />
            <col style={{ width: '17%' }} />
            <col style={{ width: '74px' }} />
            <col />
            <col style={{ width: '98px' }} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">typeid</th>
              <th scope="col">callable</th>
              <th scope="col">proxytype</th>
              <th scope="col">exposed</th>
              <th scope="col">{names.methodToTypeid}</th>
              <th scope="col">{names.createMethod}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.manager} ${row.typeid}`} row={row} names={names} open={open.value === row.typeid} toggle={() => (open.value = open.peek() === row.typeid ? null : row.typeid)} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

interface RowProps {
  readonly row: RegistryRow
  readonly names: (typeof NAMES)[keyof typeof NAMES]
  readonly open: boolean
  readonly toggle: () => void
}

function Row({ row, names, open, toggle }: RowProps) {
  const { at, exposed, methodToTypeid } = row
  const label = sourceLabel(at)
  const mapped = mappingText(methodToTypeid)
  return (
    <>
      <tr>
        <th scope="row" title={row.typeid}>
          {at && label !== null ? (
            <button type="button" class="cell" title={`${row.typeid}, registered in ${label}`} onClick={() => openSource(at.file, at.line, at.column)}>
              {row.typeid}
            </button>
          ) : (
            row.typeid
          )}
        </th>
        <Value text={row.callable} none={names.none} />
        <Value text={row.proxytype} none={names.none} />
        <td class="u">
          {exposed === null || exposed.length === 0 ? (
            <span class="muted mono" title={row.exposedEmpty ? 'It was given empty, which counts as not given' : undefined}>
              {row.exposedEmpty ? 'empty' : names.none}
            </span>
          ) : (
            <button type="button" class="cell" aria-expanded={open} title={exposed.join(', ')} onClick={toggle}>
              {plural(exposed.length, 'name')}
            </button>
          )}
        </td>
        <Value text={mapped} none={names.none} />
        <td>{row.createMethod ? names.yes : names.no}</td>
      </tr>
      {open && exposed !== null && (
        <tr class="names">
          <td colSpan={6}>{exposed.map((name, index) => [index > 0 ? ' ' : '', <span key={name} class="code">{name}</span>])}</td>
        </tr>
      )}
    </>
  )
}

function Value({ text, none }: { text: string | null; none: string }) {
  return <td title={text ?? undefined}>{text ?? <span class="muted">{none}</span>}</td>
}

/** `__iter__: Iterator, bed: Bed`, or null where nothing is mapped. */
export function mappingText(mapping: RegistryRow['methodToTypeid']): string | null {
  const entries = Object.entries(mapping ?? {})
  return entries.length === 0 ? null : entries.map(([method, typeid]) => `${method}: ${typeid}`).join(', ')
}
