/** A bar under the app bar: the connection is lost, or something that was asked for failed. */
import { connect } from '../connect.ts'
import { Icon } from '../icons.tsx'
import { connection, trouble } from '../store.ts'
import { ErrorMark } from './marks.tsx'
import './notice.css'

export function Notice() {
  if (connection.value === 'lost') {
    return (
      <div class="notice" role="alert">
        <ErrorMark />
        <span>
          <b>The connection to the host is lost.</b> {trouble.value ?? 'Nothing can run until it is back. What you type is kept here and saved then.'}
        </span>
        <button type="button" class="btn sm" onClick={() => void connect()}>
          <Icon name="refresh" small />
          Reconnect
        </button>
      </div>
    )
  }
  if (trouble.value === null) return null
  return (
    <div class="notice" role="alert">
      <ErrorMark />
      <span>{trouble.value}</span>
      <button type="button" class="iconbtn" aria-label="Close" title="Close" onClick={() => (trouble.value = null)}>
        <Icon name="close" />
      </button>
    </div>
  )
}
