import { expect, test } from 'vitest'
import { machine, withSection } from './results.ts'

test('a section is added at the end, and replaced where it stands', () => {
  const one = withSection('# Results\n', 'faults', '## Faults\n\n10\n')
  expect(one).toBe('# Results\n\n<!-- faults -->\n## Faults\n\n10\n<!-- /faults -->\n')
  const two = withSection(one, 'fuzz', '## Fuzz')
  const again = withSection(two, 'faults', '## Faults\n\n$& and 20')
  expect(again).toBe('# Results\n\n<!-- faults -->\n## Faults\n\n$& and 20\n<!-- /faults -->\n\n<!-- fuzz -->\n## Fuzz\n<!-- /fuzz -->\n')
})

test('a section without an end is not guessed at', () => {
  expect(() => withSection('<!-- faults -->\nrest', 'faults', 'x')).toThrow('<!-- faults --> has no <!-- /faults --> after it')
})

test('the machine is told by processor, memory, system and Node', () => {
  expect(machine()).toMatch(/, \d+ cores, \d+ GB, \w+ .* Node \d+\.\d+\.\d+$/)
})
