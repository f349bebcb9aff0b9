// Stands in for what only Windows has: the drive Cert: and the cmdlets Import-Certificate and Export-Certificate, over
// a folder LocalMachine/STORE/THUMBPRINT.cer. A .key beside it (PKCS#8 PEM) is the private key; a file named "denied" in
// a store's folder refuses changes, as without elevation.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Collections.ObjectModel;

namespace Chainmail.StandIn
{
    public static class Machine
    {
        public static string Root = "";
        /// PowerShell 7 on Windows hands live certificates to the PKI cmdlets in another process, where they are none.
        public static bool ExportLosesCertificates;

        public static string[] Services = new string[0];

        public static string Folder(string path)
        {
            return Path.Combine(Root, path.Replace('\\', '/').Trim('/'));
        }

        public static void MayChange(string folder)
        {
            if (File.Exists(Path.Combine(folder, "denied"))) throw new UnauthorizedAccessException("Access is denied.");
        }

        public static X509Certificate2 Load(string file)
        {
            string key = Path.ChangeExtension(file, ".key");
            var certificate = X509CertificateLoader.LoadCertificate(File.ReadAllBytes(file));
            if (!File.Exists(key)) return certificate;
            string pem = File.ReadAllText(key);
            try { var rsa = RSA.Create(); rsa.ImportFromPem(pem); return certificate.CopyWithPrivateKey(rsa); }
            catch (CryptographicException) { var ec = ECDsa.Create(); ec.ImportFromPem(pem); return certificate.CopyWithPrivateKey(ec); }
        }
    }

    [CmdletProvider("StandInCertificate", ProviderCapabilities.ShouldProcess)]
    public class CertificateProvider : NavigationCmdletProvider
    {
        protected override Collection<PSDriveInfo> InitializeDefaultDrives()
        {
            return new Collection<PSDriveInfo> { new PSDriveInfo("Cert", ProviderInfo, "", "", null) };
        }

        protected override bool IsValidPath(string path) { return true; }
        protected override bool IsItemContainer(string path) { return Directory.Exists(Machine.Folder(path)); }
        protected override bool ItemExists(string path) { return IsItemContainer(path) || File.Exists(Machine.Folder(path) + ".cer"); }

        protected override bool HasChildItems(string path)
        {
            return IsItemContainer(path) && Directory.EnumerateFileSystemEntries(Machine.Folder(path)).Any();
        }

        protected override void GetItem(string path)
        {
            if (IsItemContainer(path)) WriteItemObject(Path.GetFileName(Machine.Folder(path)), path, true);
            else WriteItemObject(Machine.Load(Machine.Folder(path) + ".cer"), path, false);
        }

        protected override void GetChildItems(string path, bool recurse)
        {
            foreach (string file in Directory.EnumerateFiles(Machine.Folder(path), "*.cer").OrderBy(each => each, StringComparer.Ordinal))
            {
                WriteItemObject(Machine.Load(file), path + "\\" + Path.GetFileNameWithoutExtension(file), false);
            }
        }

        protected override void RemoveItem(string path, bool recurse)
        {
            string file = Machine.Folder(path) + ".cer";
            Machine.MayChange(Path.GetDirectoryName(file));
            if (ShouldProcess(path)) File.Delete(file);
        }
    }

    [Cmdlet(VerbsData.Import, "Certificate", SupportsShouldProcess = true)]
    [OutputType(typeof(X509Certificate2))]
    public class ImportCertificate : PSCmdlet
    {
        [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
        [Alias("FullName")]
        public string FilePath { get; set; }

        [Parameter]
        public string CertStoreLocation { get; set; }

        protected override void ProcessRecord()
        {
            string location = CertStoreLocation ?? SessionState.Path.CurrentLocation.Path;
            if (!location.StartsWith("Cert:", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException("Not a certificate store: " + location);
            string folder = Machine.Folder(location.Substring(5));
            if (!Directory.Exists(folder)) throw new ItemNotFoundException("No store " + location);
            string file = GetUnresolvedProviderPathFromPSPath(FilePath);
            var certificate = X509CertificateLoader.LoadCertificate(File.ReadAllBytes(file));
            if (!ShouldProcess(location, "Import certificate")) return;
            Machine.MayChange(folder);
            File.WriteAllBytes(Path.Combine(folder, certificate.Thumbprint + ".cer"), certificate.RawData);
            WriteObject(certificate);
        }
    }

    [Cmdlet(VerbsCommon.Get, "Service")]
    public class GetService : PSCmdlet
    {
        [Parameter(Position = 0)]
        public string[] Name { get; set; }

        protected override void ProcessRecord()
        {
            foreach (string name in Name)
            {
                if (Machine.Services.Contains(name)) WriteObject(PSObject.AsPSObject(new { Name = name }));
                else WriteError(new ErrorRecord(new ItemNotFoundException("Cannot find any service with service name '" + name + "'."), "NoServiceFoundForGivenName", ErrorCategory.ObjectNotFound, name));
            }
        }
    }

    public enum CertType { SST, CERT, P7B }

    [Cmdlet(VerbsData.Export, "Certificate", SupportsShouldProcess = true)]
    [OutputType(typeof(FileInfo))]
    public class ExportCertificate : PSCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipeline = true)]
        public X509Certificate2 Cert { get; set; }

        [Parameter(Mandatory = true, Position = 0)]
        public string FilePath { get; set; }

        [Parameter]
        public CertType Type { get; set; } = CertType.CERT;

        [Parameter]
        public SwitchParameter NoClobber { get; set; }

        [Parameter]
        public SwitchParameter Force { get; set; }

        protected override void ProcessRecord()
        {
            if (Machine.ExportLosesCertificates) throw new ArgumentException("Cannot bind parameter 'Cert'.");
            if (Type != CertType.CERT) throw new NotSupportedException("Only CERT stands in.");
            string file = GetUnresolvedProviderPathFromPSPath(FilePath);
            if (!ShouldProcess(file)) return;
            if (NoClobber && File.Exists(file)) throw new IOException("The file exists: " + file);
            File.WriteAllBytes(file, Cert.RawData);
            WriteObject(new FileInfo(file));
        }
    }
}
