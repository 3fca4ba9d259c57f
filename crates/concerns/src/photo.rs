//! A photo that somebody sends: looked at, turned upright, made smaller and written anew, so that nothing hidden in it stays.

use std::io::Cursor;

use image::{
    DynamicImage, GenericImageView as _, ImageDecoder as _, ImageFormat, ImageReader, Limits,
    codecs::jpeg::JpegEncoder, imageops::FilterType, metadata::Orientation,
};

/// Longer files are not read.
pub const LONGEST: usize = 10 << 20;
/// More dots than the largest phone cameras make are not decoded.
const MOST_DOTS: u64 = 40_000_000;
/// What decoding one may take of memory.
const MEMORY: u64 = 256 << 20;
/// The longer side of what is kept.
const SIDE: u32 = 1_600;
/// What is kept should not be longer than this.
const KEPT: usize = 400 << 10;

/// Why a file cannot be kept as a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotKeepPhoto {
    /// Nothing in it.
    #[error("The file is empty. Choose it again.")]
    Empty,
    /// Not a photo, or one of another kind.
    #[error(
        "This is not a photo that we can read. Send a JPEG, PNG, WebP or GIF; a screenshot of it works too."
    )]
    Kind,
    /// Too long.
    #[error("The file is larger than 10 MB. Send a smaller copy or a screenshot of it.")]
    TooLong,
    /// Too many dots.
    #[error("The picture is larger than 40 megapixels. Send a smaller copy or a screenshot of it.")]
    TooLarge,
    /// Broken off or damaged.
    #[error("The file is damaged or did not arrive whole. Send it again.")]
    Damaged,
}

/// The photo as it is kept: a JPEG of at most 1,600 dots a side. Place, time, phone and everything else that was hidden in
/// the file is gone, because only the dots are written anew.
///
/// # Errors
/// When it is no photo, too large, or damaged.
pub fn kept(bytes: &[u8]) -> Result<Vec<u8>, CannotKeepPhoto> {
    if bytes.is_empty() {
        return Err(CannotKeepPhoto::Empty);
    }
    if bytes.len() > LONGEST {
        return Err(CannotKeepPhoto::TooLong);
    }
    let photo = shrunk(upright(bytes)?);
    let mut last = Vec::new();
    // Smaller steps of quality first; then fewer dots.
    for (side, quality) in [(SIDE, 82), (SIDE, 68), (SIDE, 52), (1_200, 52), (900, 45)] {
        let smaller;
        let it = if photo.width().max(photo.height()) > side {
            smaller = photo.resize(side, side, FilterType::Triangle);
            &smaller
        } else {
            &photo
        };
        last = jpeg(it, quality)?;
        if last.len() <= KEPT {
            break;
        }
    }
    Ok(last)
}

/// Decodes within limits and turns it the way it was held.
fn upright(bytes: &[u8]) -> Result<DynamicImage, CannotKeepPhoto> {
    // What the content says, never what the name says.
    let format = image::guess_format(bytes).map_err(|_| CannotKeepPhoto::Kind)?;
    if !matches!(
        format,
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif
    ) {
        return Err(CannotKeepPhoto::Kind);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|fault| refusal(&fault))?;
    let (wide, high) = decoder.dimensions();
    if u64::from(wide) * u64::from(high) > MOST_DOTS {
        return Err(CannotKeepPhoto::TooLarge);
    }
    if decoder.total_bytes() > MEMORY {
        return Err(CannotKeepPhoto::TooLarge);
    }
    let held = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut photo = DynamicImage::from_decoder(decoder).map_err(|fault| refusal(&fault))?;
    if photo.width() > SIDE * 2 || photo.height() > SIDE * 2 {
        // Quickly and roughly first: turning forty megapixels takes memory twice.
        photo = photo.thumbnail(SIDE * 2, SIDE * 2);
    }
    photo.apply_orientation(held);
    Ok(photo)
}

fn refusal(fault: &image::ImageError) -> CannotKeepPhoto {
    match fault {
        image::ImageError::Limits(_) => CannotKeepPhoto::TooLarge,
        image::ImageError::Unsupported(_) => CannotKeepPhoto::Kind,
        _ => CannotKeepPhoto::Damaged,
    }
}

fn shrunk(photo: DynamicImage) -> DynamicImage {
    if photo.width().max(photo.height()) > SIDE {
        photo.resize(SIDE, SIDE, FilterType::CatmullRom)
    } else {
        photo
    }
}

/// JPEG has no see-through: what was stands on white.
fn jpeg(photo: &DynamicImage, quality: u8) -> Result<Vec<u8>, CannotKeepPhoto> {
    let mut dots = image::RgbImage::new(photo.width(), photo.height());
    for (x, y, dot) in photo.pixels() {
        let [red, green, blue, solid] = dot.0;
        let on_white = |it: u8| {
            let solid = u16::from(solid);
            ((u16::from(it) * solid + 255 * (255 - solid)) / 255) as u8
        };
        dots.put_pixel(
            x,
            y,
            image::Rgb([on_white(red), on_white(green), on_white(blue)]),
        );
    }
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality)
        .encode_image(&dots)
        .map_err(|_| CannotKeepPhoto::Damaged)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use image::{ImageBuffer, Rgb};

    use super::*;

    fn picture(wide: u32, high: u32) -> DynamicImage {
        let dots = ImageBuffer::from_fn(wide, high, |x, y| {
            Rgb([(x * 7 % 256) as u8, (y * 5 % 256) as u8, 90])
        });
        DynamicImage::ImageRgb8(dots)
    }

    fn file(wide: u32, high: u32, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture(wide, high).write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    /// A JPEG with a block of EXIF: turned by 90 degrees, with a place and a phone.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
        // 0x0110 model, text of 12 letters at offset 38; 0x0112 orientation 6.
        tiff.extend([0x10, 0x01, 2, 0, 12, 0, 0, 0, 38, 0, 0, 0]);
        tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
        tiff.extend([0, 0, 0, 0]);
        tiff.extend(b"ZebraPhone9\0GPSLatitude 51.123456");
        let length = (tiff.len() + 8) as u16;
        let mut out = jpeg[..2].to_vec();
        out.extend([0xff, 0xe1]);
        out.extend(length.to_be_bytes());
        out.extend(b"Exif\0\0");
        out.extend(tiff);
        out.extend(&jpeg[2..]);
        out
    }

    #[test]
    fn what_was_hidden_is_gone_and_it_stands_upright() {
        let sent = with_exif(&file(40, 20, ImageFormat::Jpeg));
        let has = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|it| it == word);
        assert!(has(&sent, b"ZebraPhone9") && has(&sent, b"GPSLatitude"));
        let kept = kept(&sent).unwrap();
        for word in [&b"ZebraPhone9"[..], b"GPSLatitude", b"Exif"] {
            assert!(!has(&kept, word));
        }
        let photo = image::load_from_memory(&kept).unwrap();
        assert_eq!((photo.width(), photo.height()), (20, 40));
    }

    #[test]
    fn every_kind_becomes_a_jpeg_of_at_most_1600_dots() {
        for format in [
            ImageFormat::Jpeg,
            ImageFormat::Png,
            ImageFormat::WebP,
            ImageFormat::Gif,
        ] {
            let it = kept(&file(300, 200, format)).unwrap();
            assert_eq!(image::guess_format(&it).unwrap(), ImageFormat::Jpeg);
        }
        let large = kept(&file(3_000, 1_000, ImageFormat::Jpeg)).unwrap();
        let photo = image::load_from_memory(&large).unwrap();
        assert_eq!(photo.width(), 1_600);
        assert!(large.len() <= KEPT);
    }

    #[test]
    fn what_is_no_photo_is_refused_by_what_is_in_it() {
        for other in [
            &b"%PDF-1.7 not a photo"[..],
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            b"MZ",
            b"BM6\0\0\0",
        ] {
            assert_eq!(kept(other), Err(CannotKeepPhoto::Kind));
        }
        assert_eq!(kept(b""), Err(CannotKeepPhoto::Empty));
        assert_eq!(kept(&vec![0; LONGEST + 1]), Err(CannotKeepPhoto::TooLong));
    }

    #[test]
    fn a_file_that_broke_off_is_refused() {
        let png = file(300, 200, ImageFormat::Png);
        assert_eq!(kept(&png[..png.len() / 2]), Err(CannotKeepPhoto::Damaged));
        let jpeg = file(300, 200, ImageFormat::Jpeg);
        assert_eq!(kept(&jpeg[..20]), Err(CannotKeepPhoto::Damaged));
    }

    #[test]
    fn a_small_file_that_says_it_is_huge_is_refused_before_it_is_decoded() {
        // The head of a PNG with 60,000 by 60,000 dots; only its numbers count.
        let mut png = file(8, 8, ImageFormat::Png);
        png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let sum = crc(&png[12..29]);
        png[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(kept(&png), Err(CannotKeepPhoto::TooLarge));
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |mut sum, byte| {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = if sum & 1 == 1 {
                    sum >> 1 ^ 0xedb8_8320
                } else {
                    sum >> 1
                };
            }
            sum
        })
    }
}
