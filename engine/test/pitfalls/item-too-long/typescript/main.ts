import { ShareableList } from 'multiprocessing/shared-memory'

const beds = new ShareableList(['basil', 'mint'])
try {
  beds[1] = 'peppermint and thyme'
} finally {
  beds.shm.close()
  beds.shm.unlink()
}
