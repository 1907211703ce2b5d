/** The workflows, as far as they can be judged without running them: shape, names that refer to something, rights. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../..')
const folder = path.join(root, '.github/workflows')
const { load } = createRequire(import.meta.url)('js-yaml') as { load(text: string): unknown }

interface Step {
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly [key: string]: unknown
}
interface Job {
  readonly 'runs-on': string
  readonly needs?: string | readonly string[]
  readonly steps: readonly Step[]
  readonly strategy?: { readonly matrix: { readonly os?: readonly string[]; readonly include?: readonly { readonly os: string; readonly targets: string }[] } }
  readonly permissions?: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}
interface Workflow {
  readonly name: string
  readonly on: unknown
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const read = (name: string): Workflow => load(readFileSync(path.join(folder, name), 'utf8')) as Workflow

/** What is wrong, one sentence each. */
function judge({ name, on, permissions, jobs }: Workflow): string[] {
  const wrong: string[] = []
  if (!name || !on) wrong.push('a workflow has a name and begins with something')
  if (JSON.stringify(permissions) !== '{"contents":"read"}') wrong.push('a workflow may read, and a job that writes says so itself')
  const scripts = (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts
  for (const [id, job] of Object.entries(jobs)) {
    for (const key of Object.keys(job)) if (!JOB_KEYS.includes(key)) wrong.push(`${id}: ${key} is no key of a job`)
    for (const needed of [job.needs ?? []].flat()) if (!(needed in jobs)) wrong.push(`${id} needs ${needed}, which is not there`)
    for (const step of job.steps) {
      for (const key of Object.keys(step)) if (!STEP_KEYS.includes(key)) wrong.push(`${id}: ${key} is no key of a step`)
      if ((step.uses === undefined) === (step.run === undefined)) wrong.push(`${id}: a step uses or runs something, and not both`)
      if (step.uses !== undefined && !/^[\w-]+\/[\w-]+@v\d+$/.test(step.uses)) wrong.push(`${id}: ${step.uses} names no version`)
      for (const [, file] of (step.run ?? '').matchAll(/\bnode ((?:build|app)\/\S+)/g)) if (!existsSync(path.join(root, file!))) wrong.push(`${id}: there is no ${file}`)
      for (const [, file] of (step.run ?? '').matchAll(/ -c (\S+)/g)) if (!existsSync(path.join(root, file!))) wrong.push(`${id}: there is no ${file}`)
      for (const [, script] of (step.run ?? '').matchAll(/\bnpm run (\S+)/g)) if (!Object.hasOwn(scripts, script ?? '')) wrong.push(`${id}: there is no script ${script}`)
      // What a stranger's branch or title says must never be read as a command.
      if (/\$\{\{\s*github\.(event|head_ref)/.test(step.run ?? '')) wrong.push(`${id}: a command is made of what others wrote`)
    }
  }
  return wrong
}
const JOB_KEYS = ['name', 'if', 'needs', 'runs-on', 'timeout-minutes', 'strategy', 'permissions', 'steps', 'env']
const STEP_KEYS = ['name', 'if', 'uses', 'run', 'with', 'env', 'shell', 'working-directory']

describe.each(readdirSync(folder))('%s', (name) => {
  test('has the shape of a workflow, and names only what is there', () => expect(judge(read(name))).toEqual([]))
})

describe('the judgement', () => {
  const ci = read('ci.yml')
  const withStep = (step: Step): Workflow => ({ ...ci, jobs: { test: { ...ci.jobs['test']!, steps: [step] } } })
  test.each<[string, Workflow, RegExp]>([
    ['a key that is none', { ...ci, jobs: { test: { ...ci.jobs['test']!, runson: 'x' } } }, /runson is no key of a job/],
    ['a step that does nothing', withStep({ name: 'x' }), /uses or runs/],
    ['an action without a version', withStep({ uses: 'actions/checkout' }), /names no version/],
    ['a file that is not there', withStep({ run: 'node build/pakage.mjs' }), /there is no build\/pakage\.mjs/],
    ['a script that is not there', withStep({ run: 'npm run nothing' }), /there is no script nothing/],
    ['a job that is not there', { ...ci, jobs: { test: { ...ci.jobs['test']!, needs: 'build' } } }, /needs build/],
    ['rights for all', { ...ci, permissions: { contents: 'write' } }, /may read/],
    ["a stranger's words as a command", withStep({ run: 'echo ${{ github.event.pull_request.title }}' }), /what others wrote/],
  ])('sees %s', (_, workflow, words) => expect(judge(workflow).join('\n')).toMatch(words))
})

describe('the release', () => {
  const { jobs } = read('release.yml')
  const said = (job: string) => jobs[job]!.steps.map((step) => `${step.run ?? ''}${step.uses ?? ''}`)

  test('is tested on three systems before anything is packaged, and packaged before anything is published', () => {
    expect(jobs['test']!.strategy?.matrix.os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest'])
    expect([jobs['package']!.needs, jobs['publish']!.needs]).toEqual(['test', 'package'])
  })

  test('packages for each system on that system, and tests the packaged app before it makes packages', () => {
    expect(jobs['package']!.strategy?.matrix.include).toEqual([
      { os: 'ubuntu-latest', targets: '--linux --x64 --arm64' },
      { os: 'macos-latest', targets: '--mac --universal' },
      { os: 'windows-latest', targets: '--win --x64 --arm64' },
    ])
    const steps = said('package')
    const at = (words: string) => steps.findIndex((step) => step.includes(words))
    expect(at('--project=packaged')).toBeGreaterThan(0)
    expect(at('package.mjs ${{ matrix.targets }}')).toBeGreaterThan(at('--project=packaged'))
    expect(at('vitest run build/package')).toBeLessThan(at('package.mjs ${{ matrix.targets }}'))
  })

  test('attaches what each system made, with checksums that were checked, and alone may write', () => {
    expect(jobs['publish']!.permissions).toEqual({ contents: 'write' })
    expect(said('publish').join('\n')).toMatch(/sha256sum --check[^]*gh release create/)
    const paths = String(jobs['package']!.steps.find(({ uses, with: given }) => uses?.startsWith('actions/upload-artifact') && String(given?.['name']).startsWith('packages'))?.with?.['path'])
    for (const end of ['AppImage', 'deb', 'rpm', 'tar.gz', 'dmg', 'zip', 'exe']) expect(paths).toContain(`release/*.${end}`)
    expect(paths).toContain('release/SHA256SUMS')
  })
})
