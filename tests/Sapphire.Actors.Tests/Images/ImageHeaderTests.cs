using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Images;

namespace Sapphire.Actors.Tests.Images;

public sealed class ImageHeaderTests
{
    [Fact]
    public void Each_kind_is_known_by_its_bytes_and_its_size_is_read()
    {
        ImageHeader.Read(SampleImages.Png(640, 480)).ShouldBe(new ImageInfo("image/png", 640, 480));
        ImageHeader.Read(SampleImages.Gif(12, 34)).ShouldBe(new ImageInfo("image/gif", 12, 34));
        ImageHeader.Read(SampleImages.Jpeg(1920, 1080)).ShouldBe(new ImageInfo("image/jpeg", 1920, 1080));
        ImageHeader.Read(SampleImages.Jpeg(800, 600, progressive: true)).ShouldBe(new ImageInfo("image/jpeg", 800, 600));
        ImageHeader.Read(SampleImages.WebpLossy(300, 200)).ShouldBe(new ImageInfo("image/webp", 300, 200));
        ImageHeader.Read(SampleImages.WebpLossless(301, 201)).ShouldBe(new ImageInfo("image/webp", 301, 201));
        ImageHeader.Read(SampleImages.WebpExtended(4000, 3000)).ShouldBe(new ImageInfo("image/webp", 4000, 3000));
    }

    [Fact]
    public void A_page_a_drawing_and_an_empty_file_are_no_images()
    {
        ImageHeader.Read("<html><script>alert(1)</script></html>"u8).ShouldBeNull();
        ImageHeader.Read("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"></svg>"u8).ShouldBeNull();
        ImageHeader.Read([]).ShouldBeNull();
        ImageHeader.Read(SampleImages.Png(0, 480)).ShouldBeNull();
    }

    [Fact]
    public void No_cut_and_no_damage_makes_the_reader_fail() => Prop.ForAll(
        Gen.Elements(SampleImages.Png(1, 2), SampleImages.Jpeg(3, 4), SampleImages.Gif(5, 6), SampleImages.WebpLossy(7, 8), SampleImages.WebpLossless(9, 10), SampleImages.WebpExtended(11, 12))
            .SelectMany(static bytes => Gen.Choose(0, bytes.Length).SelectMany(cut => Gen.Choose(0, 255).Select(noise => (bytes, cut, noise)))).ToArbitrary(),
        static one =>
        {
            byte[] damaged = [.. one.bytes];
            damaged[one.cut % damaged.Length] = (byte)one.noise;
            _ = ImageHeader.Read(damaged);
            _ = ImageHeader.Read(one.bytes.AsSpan(0, one.cut));
            _ = ImageHeader.Read(damaged.AsSpan(0, one.cut));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_image_that_would_fill_the_memory_of_a_viewer_is_refused()
    {
        Should.Throw<ImageException>(() => ImageStore.Check(SampleImages.Png(100_000, 2))).TooLarge.ShouldBeTrue();
        Should.Throw<ImageException>(() => ImageStore.Check(SampleImages.Png(16_000, 16_000))).Detail.ShouldContain("million");
        Should.Throw<ImageException>(() => ImageStore.Check([])).Message.ShouldContain("empty");
        Should.Throw<ImageException>(() => ImageStore.Check("hello"u8)).Detail.ShouldContain("WebP");
    }
}
