/** The application's own settings; those of the access to Aspose Cloud are read by nestjs-aspose-auth itself. */
export class DeskSettings {
  constructor(
    /** Address to listen on. Default `127.0.0.1`: the desk asks nobody for a password, so other machines are kept out. */
    readonly host: string,
    /** Default 3000; 0 is any free port. */
    readonly port: number,
    /** Size of the largest document that is accepted. Default 50 MiB. */
    readonly maxUploadBytes: number,
    /** Name of the storage at Aspose; `undefined` for the account's default storage. */
    readonly storageName: string | undefined,
  ) {}
}
