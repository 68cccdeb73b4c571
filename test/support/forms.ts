/** Parts of a multipart form that is written by hand, for sizes and mistakes that no library makes. The boundary is `XX`. */
export const formHead = (fileName: string, field = 'file') =>
  Buffer.from(`--XX\r\nContent-Disposition: form-data; name="${field}"; filename="${fileName}"\r\n\r\n`);
export const formEnd = Buffer.from('\r\n--XX--\r\n');
export const formHeaders = { 'content-type': 'multipart/form-data; boundary=XX' };
