/** Python's spelling of `multiprocessing/connection`, and of `multiprocessing` itself where that is its own. */
import type { PythonTable } from './entry.ts'

const CONNECTION = 'multiprocessing.connection'

export const CONNECTION_NAMES: PythonTable = {
  'connection.Client': { name: `${CONNECTION}.Client`, signature: '(address, family=None, authkey=None)' },
  'connection.ClientOptions': { name: `${CONNECTION}.Client`, signature: '(address, family=None, authkey=None)', members: { authkey: 'authkey=', at: null, handshakeTimeout: null } },
  'connection.Listener': {
    name: `${CONNECTION}.Listener`,
    signature: '(address=None, family=None, backlog=1, authkey=None)',
    members: {
      constructor: 'Listener(address=None, family=None, backlog=1, authkey=None)',
      id: null,
      ready: null,
      address: '.address',
      family: '._listener._family',
      lastAccepted: '.last_accepted',
      accept: 'accept()',
      close: 'close()',
      using: 'with listener:',
    },
  },
  'connection.ListenerOptions': {
    name: `${CONNECTION}.Listener`,
    signature: '(address=None, family=None, backlog=1, authkey=None)',
    members: { address: 'address=', family: 'family=', backlog: 'backlog=', authkey: 'authkey=', handshakeTimeout: null },
  },
  'connection.Connection': {
    name: `${CONNECTION}.Connection`,
    signature: '(handle, readable=True, writable=True)',
    members: {
      constructor: 'Connection(handle, readable=True, writable=True)',
      id: 'fileno()',
      closed: '.closed',
      readable: '.readable',
      writable: '.writable',
      send: 'send(obj)',
      sendBytes: 'send_bytes(buf, offset=0, size=None)',
      recv: 'recv()',
      recvBytes: 'recv_bytes(maxlength=None)',
      poll: 'poll(timeout=0.0)',
      close: 'close()',
      onClose: null,
      // For the managers' own requests: fewer steps, the same bytes.
      sendSoon: null,
      recvToRead: null,
      expectRequest: null,
      ref: null,
      unref: null,
      using: 'with connection:',
    },
  },
  'connection.ConnectionOptions': {
    name: `${CONNECTION}.Connection`,
    signature: '(handle, readable=True, writable=True)',
    members: { end: null, address: null, local: null, remote: null, readable: 'readable=', writable: 'writable=' },
  },
  'connection.ReceiveContext': { none: 'Proxies that arrive are counted while `recv()` runs; here that takes promises, which are handed over in this.' },
  'connection.At': { none: 'Python finds the line of a call on the stack.' },
  'connection.Pipe': { name: 'multiprocessing.Pipe', signature: '(duplex=True)' },
  'connection.answerChallenge': { name: `${CONNECTION}.answer_challenge`, signature: '(connection, authkey: bytes)' },
  'connection.deliverChallenge': { name: `${CONNECTION}.deliver_challenge`, signature: "(connection, authkey: bytes, digest_name='sha256')" },
  'connection.DeliverOptions': { name: `${CONNECTION}.deliver_challenge`, signature: "(connection, authkey: bytes, digest_name='sha256')", members: { digest: 'digest_name=' } },
  'connection.HandshakeOptions': { none: 'A handshake has no time limit in Python.' },
  'connection.addressType': { name: `${CONNECTION}.address_type`, signature: '(address)' },
  'connection.arbitraryAddress': { name: `${CONNECTION}.arbitrary_address`, signature: '(family)' },
  'connection.families': { name: `${CONNECTION}.families` },
  'connection.Family': { none: "A str: `'AF_INET'`, `'AF_UNIX'` or `'AF_PIPE'`." },
}

export const MULTIPROCESSING_NAMES: PythonTable = {
  'multiprocessing.Process': {
    name: 'multiprocessing.Process',
    signature: '(group=None, target=None, name=None, args=(), kwargs={}, *, daemon=None)',
    members: {
      constructor: 'Process(target=None, name=None, args=(), kwargs={}, *, daemon=None)',
      name: '.name',
      start: 'start()',
      join: 'join(timeout=None)',
      terminate: 'terminate()',
      kill: 'kill()',
      close: 'close()',
      pid: '.pid',
      exitcode: '.exitcode',
      isAlive: 'is_alive()',
      daemon: '.daemon',
      authkey: '.authkey',
      sentinel: '.sentinel',
    },
  },
  'multiprocessing.currentProcess': { name: 'multiprocessing.current_process', signature: '()' },
  'multiprocessing.isMainProcess': { none: "`if __name__ == '__main__':`" },
  'multiprocessing.AuthenticationError': { name: 'multiprocessing.AuthenticationError' },
  'multiprocessing.BufferTooShort': { name: 'multiprocessing.BufferTooShort' },
  'multiprocessing.TimeoutError': { name: 'multiprocessing.TimeoutError' },
  'multiprocessing.ProtocolError': { none: 'Python lets an `OSError`, an `EOFError` or an error of `pickle` through.' },
}
