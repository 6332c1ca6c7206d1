#pragma once
/// \file
/// YUV4MPEG2: uncompressed video as a stream of frames, which ffmpeg and others read and write by `-f yuv4mpegpipe`.
///
/// Source: mjpegtools, yuv4mpeg(5), and the extensions of ffmpeg for deep samples and the range of colors.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/video/detail/y4m_read.hpp>
#include <limn/video/detail/y4m_write.hpp>
#include <limn/video/y4m_header.hpp>
#include <limn/video/yuv.hpp>

#include <istream>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace limn {

/// Reads a stream frame by frame, from a file or a pipe: it never seeks, and holds no more than a frame.
class Y4mReader {
 public:
  /// Reads the header.
  /// \param in          binary; must outlive the reader.
  /// \param name        what errors call the stream: the path, say.
  /// \param max_pixels  of a frame: what a damaged header can make of the memory.
  /// \throws IoError    "NAME: REASON", if it is no such stream, a parameter makes no sense, is unknown or there twice,
  ///                    a line is longer than 4096 bytes, or a frame has more than `max_pixels` pixels.
  LIMN_INLINE explicit Y4mReader(std::istream& in, std::string name = "Y4M stream", Index max_pixels = Index{1} << 26)
      : in_(&in), name_(std::move(name)), header_(detail::read_y4m_header(in, name_, max_pixels)) {}

  [[nodiscard]] const Y4mHeader& header() const { return header_; }
  /// The number of frames read so far.
  [[nodiscard]] LIMN_INLINE Index frames() const { return frames_; }
  /// What stood behind the word FRAME of the last one: "Itp", say.
  [[nodiscard]] const std::string& frame_parameters() const { return parameters_; }

  /// Reads the next frame; planes of the right size keep their memory.
  /// \param frame    of bytes for samples of 8 bits, of std::uint16_t for those of any depth, which keep their values.
  /// \returns        false at the end of the stream, then `frame` is as it was.
  /// \throws IoError  "NAME: frame 3: REASON", if the stream ends within a frame, a frame does not begin with FRAME, a
  ///                  deep sample has more bits than the header says, or reading fails. The frame is then undefined.
  /// \throws std::invalid_argument  for deep samples into bytes.
  template <YuvSample T>
  [[nodiscard]] LIMN_INLINE bool read(YuvFrame<T>& frame) {
    const bool there = detail::read_y4m_frame(*in_, name_, header_, frames_, parameters_, frame);
    frames_ += there ? 1 : 0;
    return there;
  }

 private:
  std::istream* in_;
  std::string name_, parameters_;
  Y4mHeader header_;
  Index frames_ = 0;
};

/// Writes a stream frame by frame. It does not flush: the stream does when it is closed.
class Y4mWriter {
 public:
  /// Writes the header.
  /// \param out   binary; must outlive the writer.
  /// \param name  what errors call the stream.
  /// \throws std::invalid_argument  if the header is not one that could be read back.
  /// \throws IoError                if it cannot be written.
  LIMN_INLINE Y4mWriter(std::ostream& out, Y4mHeader header, std::string name = "Y4M stream")
      : out_(&out), name_(std::move(name)), header_(std::move(header)) {
    detail::write_y4m_header(out, name_, header_);
  }

  [[nodiscard]] const Y4mHeader& header() const { return header_; }

  /// Writes one frame.
  /// \param frame       its planes as the header says.
  /// \param parameters  what stands behind the word FRAME, as it is.
  /// \throws std::invalid_argument  if sizes differ from the header's, a sample has more bits than it says, or the
  ///                                parameters have a line break; then nothing is written.
  /// \throws IoError                if it cannot be written.
  template <YuvSample T>
  LIMN_INLINE void write(const YuvFrame<T>& frame, std::string_view parameters = {}) {
    detail::write_y4m_frame(*out_, name_, header_, frame, parameters);
  }

 private:
  std::ostream* out_;
  std::string name_;
  Y4mHeader header_;
};

}  // namespace limn
