/** Bytes of a message of the raw programs: about what a small call takes. */
export const RAW_FRAME = 60
