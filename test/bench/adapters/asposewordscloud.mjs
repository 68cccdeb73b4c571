import words from 'asposewordscloud';

export const title = 'asposewordscloud';
export const isAxios = false;
export const packages = ['asposewordscloud'];
/** Each method has its own path. */
export const hasFixedPaths = true;

/** Used as its README shows. */
export async function start(serverUrl, { clientId, clientSecret }) {
  const api = new words.WordsApi(clientId, clientSecret, serverUrl);
  const call = async (_path, body) => {
    if (body === undefined) {
      const { body: data } = await api.getFilesList(new words.GetFilesListRequest({ path: '/' }));
      return { status: 200, data };
    }
    const { response } = await api.uploadFile(new words.UploadFileRequest({ fileContent: body, path: 'file.bin' }));
    return { status: response.statusCode, data: JSON.parse(response.body.toString()) };
  };
  return { call, stop: () => undefined };
}
