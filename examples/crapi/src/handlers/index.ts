import type { Handlers } from "../api/index.js";
import type { Services } from "../services.js";
import { addNewCoupon } from "./add-new-coupon.js";
import { addNewProduct } from "./add-new-product.js";
import { addVehicle } from "./add-vehicle.js";
import { adminDeleteProfileVideo } from "./admin-delete-profile-video.js";
import { applyCoupon } from "./apply-coupon.js";
import { changeEmail } from "./change-email.js";
import { checkOtpV2 } from "./check-otp-v2.js";
import { checkOtpV3 } from "./check-otp-v3.js";
import { contactMechanic } from "./contact-mechanic.js";
import { convertProfileVideo } from "./convert-profile-video.js";
import { createOrder } from "./create-order.js";
import { createPost } from "./create-post.js";
import { createServiceReport } from "./create-service-report.js";
import { deleteProfileVideo } from "./delete-profile-video.js";
import { forgotPassword } from "./forgot-password.js";
import { getDashboard } from "./get-dashboard.js";
import { getLocation } from "./get-location.js";
import { getMechanics } from "./get-mechanics.js";
import { getOrderById } from "./get-order-by-id.js";
import { getOrders } from "./get-orders.js";
import { getPost } from "./get-post.js";
import { getProducts } from "./get-products.js";
import { getProfileVideo } from "./get-profile-video.js";
import { getRecentPosts } from "./get-recent-posts.js";
import { getReportById } from "./get-report-by-id.js";
import { getServiceRequestsForMechanic } from "./get-service-requests-for-mechanic.js";
import { getVehicles } from "./get-vehicles.js";
import { getWorkshopQrCode } from "./get-workshop-qr-code.js";
import { getWorkshopUsersAll } from "./get-workshop-users-all.js";
import { loginWithTokenV27 } from "./login-with-token-v27.js";
import { loginWithToken } from "./login-with-token.js";
import { login } from "./login.js";
import { mechanicSignup } from "./mechanic-signup.js";
import { postComment } from "./post-comment.js";
import { resetPassword } from "./reset-password.js";
import { returnOrder } from "./return-order.js";
import { signup } from "./signup.js";
import { updateOrder } from "./update-order.js";
import { updateProfilePic } from "./update-profile-pic.js";
import { updateProfileVideo } from "./update-profile-video.js";
import { uploadProfileVideo } from "./upload-profile-video.js";
import { validateCoupon } from "./validate-coupon.js";
import { vehicleResendEmail } from "./vehicle-resend-email.js";
import { verifyEmailToken } from "./verify-email-token.js";

export function createHandlers(services: Services): Handlers {
  return {
    addNewCoupon,
    addNewProduct,
    addVehicle,
    adminDeleteProfileVideo,
    applyCoupon,
    changeEmail: changeEmail(services),
    checkOtpV2,
    checkOtpV3,
    contactMechanic: contactMechanic(services),
    convertProfileVideo,
    createOrder,
    createPost,
    createServiceReport,
    deleteProfileVideo,
    forgotPassword: forgotPassword(services),
    getDashboard,
    getLocation,
    getMechanics,
    getOrderById,
    getOrders,
    getPost,
    getProducts,
    getProfileVideo,
    getRecentPosts,
    getReportById,
    getServiceRequestsForMechanic,
    getVehicles,
    getWorkshopQrCode,
    getWorkshopUsersAll,
    loginWithTokenV27: loginWithTokenV27(services),
    loginWithToken,
    login: login(services),
    mechanicSignup,
    postComment,
    resetPassword,
    returnOrder,
    signup: signup(services),
    updateOrder,
    updateProfilePic,
    updateProfileVideo,
    uploadProfileVideo,
    validateCoupon,
    vehicleResendEmail: vehicleResendEmail(services),
    verifyEmailToken,
  };
}
