import words from 'asposewordscloud';

export const title = 'asposewordscloud';
export const packages = ['asposewordscloud'];
/** Its methods have paths of their own. */
export const hasFixedPaths = true;

/** As its README. */
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
