using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Images;

/// <summary>The routes of attached images, over real HTTP.</summary>
public sealed class ImagesEndpointsTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task An_image_is_kept_and_comes_back_as_it_was()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        byte[] png = Png(640, 480, 3 << 20);

        JsonElement stored = await JsonAsync(await visitor.SendAsync(HttpMethod.Post, "/api/images", Raw(png, "image/png")), HttpStatusCode.OK);
        stored.GetProperty("mediaType").GetString().ShouldBe("image/png");
        stored.GetProperty("width").GetInt32().ShouldBe(640);
        stored.GetProperty("height").GetInt32().ShouldBe(480);
        stored.GetProperty("size").GetInt64().ShouldBe(png.Length);
        string id = stored.GetProperty("id").GetString()!;

        using HttpResponseMessage read = await visitor.GetAsync("/api/images/" + id);
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        read.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        read.Headers.CacheControl!.ToString().ShouldContain("immutable");
        read.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        (await read.Content.ReadAsByteArrayAsync()).ShouldBe(png);

        using MultipartFormDataContent form = [];
        form.Add(new StringContent("x"), "other");
        form.Add(new ByteArrayContent(png), "image", "photo.png");
        (await JsonAsync(await visitor.SendAsync(HttpMethod.Post, "/api/images", form), HttpStatusCode.OK)).GetProperty("id").GetString().ShouldBe(id);
    }

    [Fact]
    public async Task What_is_no_image_or_too_large_is_refused_with_what_to_do()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();

        (await RefusedAsync(visitor, HttpStatusCode.UnsupportedMediaType, Raw("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "image/png"))).ShouldContain("PNG, JPEG, GIF and WebP");
        (await RefusedAsync(visitor, HttpStatusCode.UnsupportedMediaType, new StringContent("{}", new MediaTypeHeaderValue("application/json")))).ShouldContain("Content-Type");
        (await RefusedAsync(visitor, HttpStatusCode.RequestEntityTooLarge, Raw(Png(10, 10, (10 << 20) + 1), "image/png"))).ShouldContain("10 MiB");
        (await RefusedAsync(visitor, HttpStatusCode.RequestEntityTooLarge, Raw(Png(60_000, 10, 100), "image/png"))).ShouldContain("pixels");
        using MultipartFormDataContent empty = [];
        empty.Add(new StringContent("x"), "other");
        (await RefusedAsync(visitor, HttpStatusCode.BadRequest, empty)).ShouldContain("no file");
        using HttpResponseMessage unknown = await visitor.GetAsync("/api/images/" + new string('0', 64));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Directory.Exists(Path.Combine(_home.Root, "images")).ShouldBeFalse("nothing was kept");
    }

    [Fact]
    public async Task Nobody_sees_an_image_without_a_login()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        string id = (await JsonAsync(await visitor.SendAsync(HttpMethod.Post, "/api/images", Raw(Png(1, 1, 100), "image/png")), HttpStatusCode.OK)).GetProperty("id").GetString()!;
        using Visitor stranger = new(visitor.Address);
        using HttpResponseMessage refused = await stranger.GetAsync("/api/images/" + id);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<string> RefusedAsync(Visitor visitor, HttpStatusCode status, HttpContent content)
    {
        JsonElement problem = await JsonAsync(await visitor.SendAsync(HttpMethod.Post, "/api/images", content), status);
        return problem.GetProperty("title").GetString() + " " + problem.GetProperty("detail").GetString();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(status, text);
            return JsonDocument.Parse(text).RootElement;
        }
    }

    private static ByteArrayContent Raw(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new(type) } };

    private static byte[] Png(int width, int height, int length)
    {
        byte[] bytes = new byte[length];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R']).CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }
}
