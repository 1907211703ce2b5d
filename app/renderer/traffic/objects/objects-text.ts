/** The objects in words, a line a fact. */
import { formatDuration, shortIdent, type Moment, type ObjectAt } from 'multiprocessing/inspect'
import { plural } from '../format.ts'
import { markSentence, namesOf, REASONS, saysOf, titleOf, toldDeadlocks, valueText } from '../moment/object-facts.ts'
import { nameOf } from '../processes.ts'
import type { Registry } from './objects.tsx'
import { mappingText, parameterNames } from './registry-table.tsx'

export function objectsText(present: Moment, registries: readonly Registry[]): string {
  const lines: string[] = []
  for (const { sentence } of toldDeadlocks(present)) lines.push(`Deadlock: ${sentence}`, '')
  for (const { server, rows } of registries) {
    const names = parameterNames(server)
    lines.push(`Registry of ${nameOf(server.id)}, ${plural(rows.length, 'typeid')}`)
    for (const { typeid, callable, proxytype, exposed, methodToTypeid, createMethod } of rows) {
      const parts = [
        `callable ${callable ?? names.none}`,
        `proxytype ${proxytype ?? names.none}`,
        `exposed ${exposed === null || exposed.length === 0 ? names.none : exposed.join(', ')}`,
        `${names.methodToTypeid} ${mappingText(methodToTypeid) ?? names.none}`,
        `${names.createMethod} ${createMethod ? names.yes : names.no}`,
      ]
      lines.push(`  ${typeid}: ${parts.join('; ')}`)
    }
    lines.push('')
  }
  lines.push(present.objects.length === 0 ? 'No objects.' : `Live objects, ${present.objects.length}`)
  for (const object of present.objects) lines.push(...objectLines(object, present))
  return lines.join('\n')
}

function objectLines(object: ObjectAt, present: Moment): string[] {
  const value = object.value ? valueText(object.value) : undefined
  const says = saysOf(object)
  const lines = [
    `  ${titleOf(object)}: ${object.typeid} ${shortIdent(object.ident)} in ${nameOf(object.server)}, ${plural(object.refcount, 'reference')}, held by ${namesOf(object.holders.keys(), Infinity)}`,
  ]
  if (says !== undefined && says !== value) lines.push(`    ${says}`)
  if (value !== undefined) lines.push(`    value ${value}`)
  for (const wait of object.waits) lines.push(`    ${nameOf(wait.process)} ${REASONS[wait.reason]} for ${formatDuration(present.time - wait.since)}`)
  for (const mark of object.marks) lines.push(`    ${markSentence(mark)}`)
  return lines
}
