/** One public name of the engine: what its declaration says, with Python's spelling beside it. */
import { glossary } from 'managerie-lessons/glossary'
import type { Docstring, MemberPage, ReferencePage } from '../../reference/shape.ts'
import { Inline, Prose } from '../lesson/markdown.tsx'
import { labelOf, pythonImport } from './entries.ts'
import { goTo, memberId, pages } from './state.ts'
import { LessonLink } from './term-article.tsx'

/** A page names so many lessons at most: those of its terms. */
const MOST_LESSONS = 3

export function NameArticle({ page }: { page: ReferencePage }) {
  const terms = glossary.filter(({ api }) => api.some((id) => id.split('#')[0] === page.id))
  const lessons = [...new Set(terms.filter(({ taught }) => taught).map(({ lesson }) => lesson))].slice(0, MOST_LESSONS)
  const parents = page.parents.flatMap((name) => page.uses.filter((id) => labelOf(id) === name))
  const uses = page.uses.filter((id) => !parents.includes(id))
  return (
    <>
      <p class="reference-kind">
        {page.kind[0]?.toUpperCase() + page.kind.slice(1)} of <span class="mono">{page.doors.join(' and ')}</span>
      </p>
      <h2 class="mono" tabIndex={-1}>
        {page.name}
      </h2>
      <Words doc={page.doc} />
      <div class="reference-spellings">
        <section aria-label="TypeScript">
          <h3>TypeScript</h3>
          <pre class="mono" tabIndex={0}>{`import ${isType(page) ? 'type ' : ''}{ ${page.name} } from '${page.doors.includes('multiprocessing') ? 'multiprocessing' : page.doors[0]}'\n\n${page.signatures.join('\n\n')}`}</pre>
        </section>
        <section aria-label="Python">
          <h3>Python</h3>
          <Python page={page} />
        </section>
      </div>
      {page.members.length > 0 && <Members page={page} />}
      <dl class="reference-facts">
        {parents.length > 0 && <Links title="Has also all of" ids={parents} />}
        {uses.length > 0 && <Links title="Named in it" ids={uses} />}
        {terms.length > 0 && (
          <>
            <dt>Terms</dt>
            <dd class="reference-links">
              {terms.map((term) => (
                <button key={term.id} type="button" class="ref reference-term" onClick={() => goTo({ kind: 'term', id: term.id })}>
                  {term.term}
                </button>
              ))}
            </dd>
          </>
        )}
        {lessons.length > 0 && (
          <>
            <dt>Lessons</dt>
            <dd class="reference-links">
              {lessons.map((id) => (
                <LessonLink key={id} id={id} />
              ))}
            </dd>
          </>
        )}
      </dl>
    </>
  )
}

/** What is only a type is imported as one. */
function isType({ kind }: ReferencePage): boolean {
  return kind === 'interface' || kind === 'type'
}

function Python({ page: { python } }: { page: ReferencePage }) {
  if ('none' in python) {
    return (
      <p class="reference-none">
        <b>No such name in Python.</b> <Inline text={python.none} />
      </p>
    )
  }
  const last = python.name.slice(python.name.lastIndexOf('.') + 1)
  const lines = [pythonImport(python.name), '', `${last}${python.signature ?? ''}`].slice(pythonImport(python.name) === undefined ? 2 : 0)
  return (
    <>
      <pre class="mono" tabIndex={0}>{lines.join('\n')}</pre>
      <p class="settings-note mono">{python.name.replace(/^builtins\./, '')}</p>
    </>
  )
}

function Members({ page }: { page: ReferencePage }) {
  const compared = page.members.some(({ python }) => python !== undefined)
  return (
    <section class="reference-members" aria-label={`What ${page.name} has`}>
      <div class={compared ? 'member-head' : 'member-head alone'} aria-hidden="true">
        <span>TypeScript</span>
        {compared && <span>Python</span>}
      </div>
      <ul>
        {page.members.map((member) => (
          <Member key={member.name} member={member} compared={compared} />
        ))}
      </ul>
    </section>
  )
}

function Member({ member, compared }: { member: MemberPage; compared: boolean }) {
  return (
    <li id={memberId(member.name)} tabIndex={-1} aria-label={member.name}>
      <div class={compared ? 'member-line' : 'member-line alone'}>
        <pre class="mono">{member.signatures.join('\n')}</pre>
        {compared &&
          (member.python ? (
            <pre class="mono member-python">
              <span class="hidden-text">in Python </span>
              {member.python}
            </pre>
          ) : (
            <span class="muted member-python">{member.python === null ? 'not in Python' : ''}</span>
          ))}
      </div>
      <Words doc={member.doc} />
    </li>
  )
}

function Words({ doc }: { doc: Docstring }) {
  const { text, params, returns, throws } = doc
  return (
    <>
      {text !== '' && <Prose class="reference-doc" text={text} />}
      {(params.length > 0 || returns !== undefined || throws.length > 0) && (
        <dl class="reference-tags">
          {params.map(({ name, text: words }) => (
            <div key={name}>
              <dt class="mono">{name}</dt>
              <dd>
                <Inline text={words} />
              </dd>
            </div>
          ))}
          {returns !== undefined && (
            <div>
              <dt>gives</dt>
              <dd>
                <Inline text={returns} />
              </dd>
            </div>
          )}
          {throws.map((words) => (
            <div key={words}>
              <dt>throws</dt>
              <dd>
                <Inline text={words} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}

function Links({ title, ids }: { title: string; ids: readonly string[] }) {
  return (
    <>
      <dt>{title}</dt>
      <dd class="reference-links">
        {ids.map((id) => (
          <button key={id} type="button" class="ref" title={pages.value?.find((one) => one.id === id)?.doors[0]} onClick={() => goTo({ kind: 'name', id })}>
            {labelOf(id)}
          </button>
        ))}
      </dd>
    </>
  )
}
